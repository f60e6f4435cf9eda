import type { GraphNode, NodeOf, Op, ops } from '../../graph';

/** How each op is computed. */
type Kind =
  /** given, or a number that is known when the module is compiled */
  | 'leaf'
  /** only strides change: nothing is computed (operands.ts) */
  | 'view'
  /** number by number (pointwise.ts) */
  | 'pointwise'
  /** along axes (kernels/reduction.ts) */
  | 'reduction'
  /** by its own kernel (select-kernels.ts) */
  | 'kernel'
  /** made of simpler ops (lower.ts) */
  | 'decomposed';

/** The table of each kind has a line for every op of it: an op without a kind, or without that line, does not compile. */
const KINDS = {
  input: 'leaf',
  constant: 'leaf',
  sizeOf: 'leaf',
  pick: 'view',
  neg: 'pointwise',
  exp: 'pointwise',
  log: 'pointwise',
  sqrt: 'pointwise',
  abs: 'pointwise',
  relu: 'pointwise',
  sigmoid: 'pointwise',
  tanh: 'pointwise',
  softplus: 'pointwise',
  erf: 'pointwise',
  sin: 'pointwise',
  cos: 'pointwise',
  sign: 'pointwise',
  positive: 'pointwise',
  floor: 'pointwise',
  logicalNot: 'pointwise',
  cast: 'pointwise',
  add: 'pointwise',
  sub: 'pointwise',
  mul: 'pointwise',
  div: 'pointwise',
  pow: 'pointwise',
  maximum: 'pointwise',
  minimum: 'pointwise',
  greater: 'pointwise',
  greaterEqual: 'pointwise',
  less: 'pointwise',
  equal: 'pointwise',
  where: 'pointwise',
  sum: 'reduction',
  max: 'reduction',
  min: 'reduction',
  argmax: 'kernel',
  softmax: 'decomposed',
  logSoftmax: 'decomposed',
  reshape: 'view',
  transpose: 'view',
  broadcastTo: 'view',
  slice: 'view',
  pad: 'kernel',
  concatenate: 'kernel',
  split: 'view',
  matmul: 'kernel',
  gather: 'kernel',
  scatterAdd: 'kernel',
  oneHot: 'decomposed',
  conv: 'decomposed',
  convInputGradient: 'decomposed',
  convKernelGradient: 'decomposed',
  maxPool: 'decomposed',
  random: 'kernel',
  randomKey: 'pointwise',
  scan: 'kernel',
  layerNorm: 'decomposed',
  batchNorm: 'decomposed',
  affine: 'decomposed',
  attend: 'decomposed',
} as const satisfies Record<OpName, Kind>;

type Ops = typeof ops;
type OpName = keyof Ops;
export type AttributesOf<N extends OpName> = Ops[N] extends Op<infer A> ? A : never;
/** The names of the ops of a kind. */
export type OpsOfKind<K extends Kind> = { [N in OpName]: (typeof KINDS)[N] extends K ? N : never }[OpName];
export type NodeOfKind<K extends Kind> = {
  [N in OpsOfKind<K>]: NodeOf<AttributesOf<N>> & { readonly op: { readonly name: N } };
}[OpsOfKind<K>];

const kinds: ReadonlyMap<string, Kind> = new Map(Object.entries(KINDS));
const isKind =
  <K extends Kind>(kind: K) =>
  (node: GraphNode): node is NodeOfKind<K> =>
    kinds.get(node.op.name) === kind;

export const isView = isKind('view');
export const isLeaf = isKind('leaf');
export const isReduction = isKind('reduction');
export const isPointwise = isKind('pointwise');
/** Is there a way to compute it as it is? */
export const isKnown = ({ op }: GraphNode): boolean => kinds.has(op.name) && kinds.get(op.name) !== 'decomposed';

/** The node that a chain of views reads. */
export function baseOf(node: GraphNode): GraphNode {
  let found = node;
  while (isView(found)) found = found.inputs[0]!;
  return found;
}
