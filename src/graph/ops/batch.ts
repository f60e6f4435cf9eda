import type { AnotherAxis, Attributes, NodeOf } from '../op';
import type { Dim } from '../types';

/** Batch rules that many ops have in common. */

const always = (): boolean => true;

/** Of an op that takes elements one by one, each like all others. */
export const elementwise = <A = Attributes>(): AnotherAxis<A> => ({
  operands: 'broadcast',
  attributes: ({ attributes }) => attributes,
  exact: always,
});

/** Of an op whose attributes name axes: the next ones. Not `exact` where nothing is said. */
export const stacked = <A>(
  attributes: (attributes: A, length: Dim) => A,
  exact?: (node: NodeOf<A>) => boolean,
): AnotherAxis<A> => ({
  operands: 'stacked',
  attributes: (node, length) => attributes(node.attributes, length),
  exact,
});

/** Of an op that works along the last axis, which it still is. */
export const alongLastAxis = <A = Attributes>(): AnotherAxis<A> => stacked(attributes => attributes, always);

export const exactly = <A>(rule: AnotherAxis<A>): AnotherAxis<A> => ({ ...rule, exact: always });
