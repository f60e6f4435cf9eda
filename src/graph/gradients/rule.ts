import type { Attributes, Inputs, NodeOf, Op } from '../op';
import type { GraphNode } from '../types';

/**
 * From dL/dy to dL/dx for each input, null where it is zero; `y` is the node itself. A rule is null as a whole if the
 * result is an integer or a boolean, or piecewise constant: zero everywhere.
 */
export type Gradient<A = Attributes> = OfOne<A> | OfTuple<A> | null;

type OfOne<A> = { rule(dy: GraphNode, inputs: Inputs, y: NodeOf<A>): Told }['rule'];
/** The rule of a tuple node: gets the cotangents of all its results, null for unused ones. */
export interface OfTuple<A = Attributes> {
  ofTuple(dys: readonly (GraphNode | null)[], inputs: Inputs, y: NodeOf<A>, pullback: Pullback): Told;
}
type Told = readonly (GraphNode | null)[];

/** `pullback` of autodiff.ts, for a rule that differentiates a body: the terms of each x's gradient. */
export type Pullback = (
  ys: readonly GraphNode[],
  seeds: readonly GraphNode[],
  xs: readonly GraphNode[],
) => readonly (readonly GraphNode[])[];

/** One rule for each op of a table: a missing one does not compile. */
export type Gradients<T> = { readonly [K in keyof T]: T[K] extends Op<infer A> ? Gradient<A> : never };
