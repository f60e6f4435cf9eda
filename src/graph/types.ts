import type { DType } from '../spec';
import type { Op } from './op';

/** The types of a graph: a set of immutable nodes. Building one is pure. */

/** `N` is the batch, known only when data arrive; `k*N` a multiple of it; `K` the number of steps in one run. */
export type Dim = number | 'N' | `${number}*N`;
export type Shape = readonly Dim[];

export interface GraphNode {
  readonly id: number;
  readonly op: Op;
  readonly inputs: readonly GraphNode[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly shape: Shape;
  readonly dtype: DType;
  /** the layer or part that made it, `dense_1/matmul`: shown in every engine error */
  readonly scope: string;
  /** a node with several outputs (split, scan) is read through `pick` nodes; these are their shapes */
  readonly outputs?: readonly { readonly shape: Shape; readonly dtype: DType }[];
}

/** A computation: inputs (`input` nodes) to named outputs. */
export interface Graph {
  readonly inputs: readonly GraphNode[];
  readonly outputs: Readonly<Record<string, GraphNode>>;
}

/**
 * One training step, to be run K times in one call of an engine.
 * `data` have the shape [K, N, …] (K batches), `scalars` [K]; `state` goes in and comes out; each output is stacked to
 * [K, …].
 */
export interface StepGraph {
  readonly data: readonly GraphNode[];
  readonly scalars: readonly GraphNode[];
  readonly state: readonly { readonly input: GraphNode; readonly next: GraphNode }[];
  readonly outputs: Readonly<Record<string, GraphNode>>;
}
