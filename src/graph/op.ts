import { TensorwireError } from '../errors';
import type { DType } from '../spec';
import type { GraphNode, Shape } from './types';

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

  /**
   * The op of many at once, whose operands have one more axis in front, to the same bits: its attributes then, or null where
   * it cannot be; `aligned`: as they are, where the operands have as many axes as the result. Left out: never.
   */
  readonly batch?: 'aligned' | BatchRule<A>;
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

type BatchRule<A> = { rule(node: NodeOf<A>): A | null }['rule'];

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
