import type { Attributes, Dim, GraphNode, NodeOf, Op, Several, Shape } from '../../../graph';
import type { HostTensor } from '../../../spec';

/**
 * Writes a node in ONNX: from the names of its inputs, in order, to the name of its value. The inputs of `pick` are the
 * names of all results of its tuple node. A tuple node (`split`) returns one name for each of `node.outputs`.
 */
export type OnnxLowering<A = Attributes> = {
  lower(emit: OnnxEmitter, node: NodeOf<A>, inputs: Several<string>): string | readonly string[];
}['lower'];

/** One lowering for each op of a table: a missing one does not compile. */
export type OnnxLowerings<T> = { readonly [K in keyof T]: T[K] extends Op<infer A> ? OnnxLowering<A> : never };

/**
 * What a lowering needs from the writer (opset 18). A value is given by its name; `''` is an optional input that is
 * left out. Types only: the writer itself is ../emitter.ts.
 */
export interface OnnxEmitter {
  /**
   * The file is a training step, which only our engine runs: ONNX Runtime's own operators may be used. Else it is a file
   * of standard operators for any runtime.
   */
  readonly forTraining: boolean;
  /** that compute a node together: with one, additions cannot race; Infinity: any number */
  readonly threads: number;
  /** Appends one node and returns the name of its output. The writer names it `scope/type_n`. */
  op(type: string, inputs: readonly string[], attributes?: OnnxAttributes): string;
  /** The same with several outputs. */
  op(type: string, inputs: readonly string[], attributes: OnnxAttributes, outputs: number): string[];
  /**
   * The same with a body, a graph of its own. `inputs`: its inputs in ONNX's order; `outside`: the names of outer
   * values that it uses; `outputs`: what it returns.
   */
  withBody(
    type: string,
    inputs: readonly string[],
    attributes: OnnxAttributes,
    body: {
      readonly inputs: readonly GraphNode[];
      readonly outside: ReadonlyMap<GraphNode, string>;
      readonly outputs: readonly GraphNode[];
    },
  ): string[];
  /** The results of a tuple node that are read; the names of the others are empty. */
  read(tuple: GraphNode): readonly number[];
  /** Cast to an ONNX type, possibly one that the graph itself does not have. */
  cast(x: string, to: OnnxType): string;
  /** A constant int64 tensor, by default the vector [values.length]: axes, starts, shapes. */
  ints(values: readonly number[], shape?: readonly number[]): string;
  /** A constant scalar of an ONNX type. */
  scalar(value: number, type: OnnxType): string;
  /** A constant tensor. */
  constant(tensor: HostTensor): string;
  /** A shape as an int64 vector, computed from the batch if a dimension is symbolic. */
  shape(shape: Shape): string;
  /** One dimension as a float32 scalar. */
  sizeOf(dim: Dim): string;
}

export type OnnxType = 'float32' | 'int32' | 'int64' | 'uint32' | 'bool';

/** Attributes name their ONNX kind, since 1 may be an int or a float. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly string: string };
export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;
