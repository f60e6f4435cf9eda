import { TensorwireError } from '../errors';
import type { DType } from '../spec';
import type { Dim, GraphNode, Shape } from './types';

/**
 * One op: its mathematics, and nothing about engines, whose lowerings are tables of their own. A node holds its op, as
 * an equation in JAX holds its primitive, so nothing is looked up by name while a graph is built. Every method is pure.
 * An op's gradient is in `gradients/`: rules are made of other ops, whose rules are made of this one. In one module
 * with the ops, they would be import cycles.
 */
export interface Op<A = Attributes> {
  readonly name: string;
  /** Shape of the result; throws a Problem where the inputs do not fit. */
  shape(inputs: Inputs, attributes: A): Shape;
  /** Default: the dtype of the first input. */
  dtype?(inputs: Inputs, attributes: A): DType;
  /** A cheaper node with the same value, or null. */
  simplify?(inputs: Inputs, attributes: A): GraphNode | null;
  /** The same in simpler ops (for a tuple: its results), for engines without such an op. */
  decompose?(inputs: Inputs, node: NodeOf<A>): GraphNode | readonly GraphNode[];

  /** How the op is batched (vmap). Absent: it cannot be. */
  readonly batch?: BatchRule<A>;
  /** Only for tuple nodes: shape and dtype of each result (`shape` is then that of the first). */
  outputs?(inputs: Inputs, attributes: A): readonly Output[];
  /**
   * Multiply-adds for a batch of one row, for the ops that consist of them. `inner` counts those of a body's outputs.
   */
  multiplyAdds?(node: NodeOf<A>, inner: (outputs: readonly GraphNode[]) => number): number;
  /** Never shared with an equal node: two inputs are two inputs. */
  readonly unique?: boolean;
}

/**
 * How an op is computed for many operands at once, as in jax.vmap: the operands get one more axis in front, and so does
 * the result. It is used for what does not depend on the state of a scan (scan/batching.ts) and, in the native engine,
 * for what does not depend on the state of a training step (engine/ort/batched.ts).
 */
export type BatchRule<A> = AnotherAxis<A> | Rearranged<A>;

/** The same op with one more axis. */
export interface AnotherAxis<A> {
  /**
   * `broadcast`: an operand that has the new axis gets ones after it until it has as many axes as the result; the other
   * operands stay as they are. `stacked`: every operand has the new axis in front.
   */
  readonly operands: 'broadcast' | 'stacked';
  /** The attributes of the batched op; `length` is that of the new axis. */
  attributes(node: NodeOf<A>, length: Dim): A;
  /**
   * Is the result bit for bit the same, however many are computed at once? Claimed only where an engine relies on it,
   * and tested there (test/engine/ort/batched.test.ts).
   */
  exact?(node: NodeOf<A>): boolean;
}

/** Other ops, or the op on rearranged operands; null where these operands do not allow it. */
interface Rearranged<A> {
  rearranged(node: NodeOf<A>, operands: Several<BatchOperand>, length: Dim): GraphNode | null;
}

/** `stacked`: with the new axis in front; else the same for all. */
export interface BatchOperand {
  readonly value: GraphNode;
  readonly stacked: boolean;
}

/** As many as the op has, typed so that `[a, b]` can be destructured without checks. */
export type Several<T> = readonly [T, T, T, ...T[]];
export const several = <T>(values: readonly T[]): Several<T> => values as Several<T>;
export type Inputs = Several<GraphNode>;
export type Attributes = Readonly<Record<string, unknown>>;
export type NodeOf<A> = GraphNode & { readonly attributes: A };

/** Is it a node of this op? Narrows the type of its attributes. */
export const isNode = <A>(node: GraphNode, op: Op<A>): node is NodeOf<A> => node.op === op;

/** The typed attributes of a node that must be of this op; throws if it is not. */
export function attributesOf<A>(op: Op<A>, node: GraphNode): A {
  if (!isNode(node, op))
    throw new TensorwireError(node.scope || 'graph', `needs a node of the op ${op.name}, received ${node.op.name}`);
  return node.attributes;
}

export interface Output {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** An op without its name, which is its key in a table. */
export type Definition<A = Attributes> = Omit<Op<A>, 'name'>;

/** For definitions whose attributes have a type of their own. */
export const define = <A = Attributes>(definition: Definition<A>): Definition<A> => definition;

/** Ops by their names. */
export type Ops<T> = { readonly [K in keyof T]: T[K] extends Definition<infer A> ? Op<A> : never };
export const named = <T extends Readonly<Record<string, object>>>(definitions: T): Ops<T> =>
  Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [name, { name, ...definition }]),
  ) as Ops<T>;
