import { TensorwireError } from '../errors';
import type { DType } from '../spec';
import type { Dim, GraphNode, Shape } from './types';

/**
 * One op: its mathematics, and nothing of the engines, whose lowerings are tables of their own. A node holds its op, as an
 * equation of JAX holds its primitive, so that nothing is looked up by name while a graph is built. Every method is pure.
 * Its gradient is in `gradients/`: rules are made of other ops, whose rules are made of this one, and modules that need
 * each other would load in any order.
 */
export interface Op<A = Attributes> {
  readonly name: string;
  /** Shape of the result; throws a Problem where the inputs do not fit. */
  shape(inputs: Inputs, attributes: A): Shape;
  /** Default: that of the first input. */
  dtype?(inputs: Inputs, attributes: A): DType;
  /** A node that has the same value and is cheaper, or null. */
  simplify?(inputs: Inputs, attributes: A): GraphNode | null;
  /** The same in simpler ops (of a tuple: its results), for engines that have no op like it. */
  decompose?(inputs: Inputs, node: NodeOf<A>): GraphNode | readonly GraphNode[];

  /** The op of many at once (vmap). Left out: it cannot be. */
  readonly batch?: BatchRule<A>;
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

/**
 * How an op is computed for many operands at once, as by jax.vmap: the operands get one more axis in front, of some length,
 * and so does the result. A scan computes what does not depend on its state in this way (scan/batching.ts), and the native
 * engine what does not depend on the state of a training step (engine/ort/batched.ts).
 */
export type BatchRule<A> = AnotherAxis<A> | Rearranged<A>;

/** The same op with one more axis. */
export interface AnotherAxis<A> {
  /**
   * `broadcast`: each operand that differs has ones between the new axis and its own, as many as it has fewer axes than the
   * result; one that is the same for all stays as it is. `stacked`: every operand has the new axis in front.
   */
  readonly operands: 'broadcast' | 'stacked';
  /** The attributes of the batched op; `length` is that of the new axis. */
  attributes(node: NodeOf<A>, length: Dim): A;
  /**
   * Does no bit depend on how many are computed at once? It is claimed only where an engine relies on it, and tested there
   * (test/engine/ort/batched.test.ts).
   */
  exact?(node: NodeOf<A>): boolean;
}

/** Other ops, or the op of rearranged operands; null where these operands do not allow it. */
interface Rearranged<A> {
  rearranged(node: NodeOf<A>, operands: Several<BatchOperand>, length: Dim): GraphNode | null;
}

/** `stacked`: with the new axis in front; else the same for all. */
export interface BatchOperand {
  readonly value: GraphNode;
  readonly stacked: boolean;
}

/** As many as the op has; typed so that `[a, b]` can be taken out without a check each time. */
export type Several<T> = readonly [T, T, T, ...T[]];
export const several = <T>(values: readonly T[]): Several<T> => values as Several<T>;
export type Inputs = Several<GraphNode>;
export type Attributes = Readonly<Record<string, unknown>>;
export type NodeOf<A> = GraphNode & { readonly attributes: A };

/** Is it a node of this op? Then its attributes have their types. */
export const isNode = <A>(node: GraphNode, op: Op<A>): node is NodeOf<A> => node.op === op;

/** The attributes of a node that is known to be of this op, with their types; throws where it is of another. */
export function attributesOf<A>(op: Op<A>, node: GraphNode): A {
  if (!isNode(node, op))
    throw new TensorwireError(node.scope || 'graph', `needs a node of the op ${op.name}, received ${node.op.name}`);
  return node.attributes;
}

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
