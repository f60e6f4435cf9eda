import type { Attributes, Inputs, NodeOf, Op } from '../op';
import type { GraphNode } from '../types';

/**
 * From dL/dy to dL/dx for each input, null where it is zero; `y` is the node itself. The rule is null as a whole where the
 * result is an integer or a truth value, or constant between jumps: zero everywhere.
 */
export type Gradient<A = Attributes> = OfOne<A> | OfTuple<A> | null;

type OfOne<A> = { rule(dy: GraphNode, inputs: Inputs, y: NodeOf<A>): Told }['rule'];
/** Of a tuple node: from what is told to all of its results, null to those that nobody used. */
export interface OfTuple<A = Attributes> {
  ofTuple(dys: readonly (GraphNode | null)[], inputs: Inputs, y: NodeOf<A>, pullback: Pullback): Told;
}
type Told = readonly (GraphNode | null)[];

/** The reverse walk itself (autodiff.ts), for a rule that goes back through a body: the parts of each x's gradient. */
export type Pullback = (
  ys: readonly GraphNode[],
  seeds: readonly GraphNode[],
  xs: readonly GraphNode[],
) => readonly (readonly GraphNode[])[];

/** One rule for each op of a table: a missing one does not compile. */
export type Gradients<T> = { readonly [K in keyof T]: T[K] extends Op<infer A> ? Gradient<A> : never };
