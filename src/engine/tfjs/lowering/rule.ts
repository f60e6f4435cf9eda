import type { Attributes, GraphNode, NodeOf, Op, Several } from '../../../graph';
import type { Tensor, TensorFlow } from '../tensorflow';

/**
 * Computes a node with TensorFlow.js from the values of its inputs; N is the batch. A tuple node returns its results.
 */
type Compute<A> = {
  compute(
    tf: TensorFlow,
    inputs: Several<Tensor>,
    node: NodeOf<A>,
    N: number,
    body?: RunBody,
  ): Tensor | readonly (Tensor | undefined)[];
}['compute'];

/** `decomposed`: TensorFlow.js has no such op, or computes it wrongly, so the op's decomposition is computed. */
export type TfjsLowering<A = Attributes> = Compute<A> | 'decomposed';

/** One lowering for each op of a table: a missing one does not compile. */
export type TfjsLowerings<T> = { readonly [K in keyof T]: T[K] extends Op<infer A> ? TfjsLowering<A> : never };

/** For a node with a body: what to run, and how. */
export interface RunBody {
  /** indices of the node's results that are read; the others may be left out */
  readonly read: readonly number[];
  /** one run: from the values of the body's inputs to its next state and its results that are read */
  run(values: ReadonlyMap<GraphNode, Tensor>): Tensor[];
}
