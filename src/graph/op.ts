import type { DType } from '../spec';
import type { OnnxEmitter } from './emitter';
import type { Tensor, TensorFlow } from './tfjs';
import type { GraphNode, Shape } from './types';

/**
 * One op: what the graph and its engines know of it. A node holds its op, as an equation of JAX holds its primitive, so
 * that nothing is looked up by name while a graph is built. Every method is pure. Its gradient is in `gradients/`: rules
 * are made of other ops, whose rules are made of this one, and modules that need each other would load in any order.
 */
export interface Op<A = Attributes> {
  readonly name: string;
  /** Shape of the result; throws a Problem where the inputs do not fit. */
  shape(inputs: Inputs, attributes: A): Shape;
  /** Default: that of the first input. */
  dtype?(inputs: Inputs, attributes: A): DType;
  /** A node that has the same value and is cheaper, or null. */
  simplify?(inputs: Inputs, attributes: A): GraphNode | null;
  /** ONNX: the names of the inputs in, the name of the result out (of a tuple: its names). */
  onnx(emit: OnnxEmitter, node: NodeOf<A>, inputs: Several<string>): string | readonly string[];
  /** The same in simpler ops (of a tuple: its results), for engines that have no op like it. */
  decompose?(inputs: Inputs, node: NodeOf<A>): GraphNode | readonly GraphNode[];
  /** TensorFlow.js: the same with tensors; N is the batch. Left out: it is computed as it is composed. */
  tfjs?(
    tf: TensorFlow,
    inputs: Several<Tensor>,
    node: NodeOf<A>,
    N: number,
    body?: RunBody,
  ): Tensor | readonly (Tensor | undefined)[];

  /**
   * The op of many at once, whose operands have one more axis in front, to the same bits: its attributes then, or null where
   * it cannot be; `aligned`: as they are, where the operands have as many axes as the result. Left out: never.
   */
  readonly batch?: 'aligned' | BatchRule<A>;
  /**
   * Its bits depend, in the native ONNX Runtime, on where in memory a number lies: four at a time are computed in another
   * way than what is left over.
   */
  readonly alignmentSensitive?: true;
  /** Only of a tuple node: shape and dtype of each result (`shape` is then that of the first). */
  outputs?(inputs: Inputs, attributes: A): readonly Output[];
  /**
   * Multiplications whose products are added up, for a batch of one row: of the ops that are made of them.
   * `inner` gives those of the nodes that a body's outputs need.
   */
  multiplyAdds?(node: NodeOf<A>, inner: (outputs: readonly GraphNode[]) => number): number;
  /** Never shared with an equal node: two inputs are two inputs. */
  readonly unique?: boolean;
}

/** Given to the op of a node with a body: what there is to run, and how. */
export interface RunBody {
  /** indices of the node's results that are read; the others may be left out */
  readonly read: readonly number[];
  /** one run: from values of the body's inputs to its next state and those of its results that are read */
  run(values: ReadonlyMap<GraphNode, Tensor>): Tensor[];
}

type BatchRule<A> = { rule(node: NodeOf<A>): A | null }['rule'];

/** As many as the op has; typed so that `[a, b]` can be taken out without a check each time. */
export type Several<T> = readonly [T, T, T, ...T[]];
export type Inputs = Several<GraphNode>;
export type Attributes = Readonly<Record<string, unknown>>;
export type NodeOf<A> = GraphNode & { readonly attributes: A };
export interface Output {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** An op before it has its name: the key that it has in a table. */
export type Definition<A = Attributes> = Omit<Op<A>, 'name'>;

/** Writes a definition whose attributes have a type of their own. */
export const define = <A = Attributes>(definition: Definition<A>): Definition<A> => definition;

/** Ops by their names. */
export type Ops<T> = { readonly [K in keyof T]: T[K] extends Definition<infer A> ? Op<A> : never };
export const named = <T extends Readonly<Record<string, object>>>(definitions: T): Ops<T> =>
  Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [name, { name, ...definition }]),
  ) as Ops<T>;
