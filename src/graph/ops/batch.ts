import type { AnotherAxis, Attributes, NodeOf } from '../op';
import type { Dim } from '../types';

/** Batch rules that many ops share. */

const always = (): boolean => true;

/** For elementwise ops. */
export const elementwise = <A = Attributes>(): AnotherAxis<A> => ({
  operands: 'broadcast',
  attributes: ({ attributes }) => attributes,
  exact: always,
});

/** For ops whose attributes name axes: they are shifted by one. Not `exact` by default. */
export const stacked = <A>(
  attributes: (attributes: A, length: Dim) => A,
  exact?: (node: NodeOf<A>) => boolean,
): AnotherAxis<A> => ({
  operands: 'stacked',
  attributes: (node, length) => attributes(node.attributes, length),
  exact,
});

/** For ops along the last axis, which stays the last. */
export const alongLastAxis = <A = Attributes>(): AnotherAxis<A> => stacked(attributes => attributes, always);

export const exactly = <A>(rule: AnotherAxis<A>): AnotherAxis<A> => ({ ...rule, exact: always });
