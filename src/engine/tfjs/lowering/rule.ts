import type { Attributes, GraphNode, NodeOf, Op, Several } from '../../../graph';
import type { Tensor, TensorFlow } from '../tensorflow';

/** How a node is computed with TensorFlow.js, of the values of its inputs; N is the batch. A tuple node gives its results. */
type Compute<A> = {
  compute(
    tf: TensorFlow,
    inputs: Several<Tensor>,
    node: NodeOf<A>,
    N: number,
    body?: RunBody,
  ): Tensor | readonly (Tensor | undefined)[];
}['compute'];

/** `decomposed`: TensorFlow.js has nothing like it, or something wrong, so that what the op decomposes into is computed. */
export type TfjsLowering<A = Attributes> = Compute<A> | 'decomposed';

/** One lowering for each op of a table: a missing one does not compile. */
export type TfjsLowerings<T> = { readonly [K in keyof T]: T[K] extends Op<infer A> ? TfjsLowering<A> : never };

/** Given to a node with a body: what there is to run, and how. */
export interface RunBody {
  /** indices of the node's results that are read; the others may be left out */
  readonly read: readonly number[];
  /** one run: from values of the body's inputs to its next state and those of its results that are read */
  run(values: ReadonlyMap<GraphNode, Tensor>): Tensor[];
}
