import { size } from '../dimensions';
import { make } from '../node';
import { binaries } from '../ops/binary';
import { gather } from '../ops/indexing';
import { pick } from '../ops/leaves';
import { broadcastTo, reshape } from '../ops/shape';
import { unaries } from '../ops/unary';
import type { Dim, GraphNode, Shape } from '../types';

/**
 * The same op on all steps of a sequence at once. A step's operand of shape [n, …] is `timed` where it has a value of its
 * own in every step: it then comes as [length, n, …], and what comes out is [length, …] too. Where a scan's body computes
 * something that does not depend on the carried state, one such op does the work of many.
 */
export interface Operand {
  readonly value: GraphNode;
  readonly timed: boolean;
}

type OverTime = (node: GraphNode, operands: readonly Operand[], length: Dim) => GraphNode | null;

/** Axes that stand for the same dimensions as before must not move: an operand of lower rank gets its ones after time. */
function aligned({ value, timed }: Operand, rank: number): GraphNode {
  const missing = rank + 1 - value.shape.length;
  if (!timed || missing === 0) return value;
  const [length, ...rest] = value.shape;
  return reshape(value, [length!, ...Array<number>(missing).fill(1), ...rest]);
}

const elementwise: OverTime = (node, operands) =>
  make(
    node.op,
    operands.map(operand => aligned(operand, node.shape.length)),
    node.attributes,
  );

type Axes = { readonly axis: number; readonly axes: readonly number[]; readonly perm: readonly number[] };

/** Attributes that name axes name the next ones. */
const shifted =
  (move: (attributes: Axes) => Partial<Axes>): OverTime =>
  (node, operands, length) => {
    const rank = node.inputs[0]!.shape.length;
    const values = operands.map(({ value, timed }) =>
      timed ? value : broadcastTo(value, [length, ...Array<number>(rank - value.shape.length).fill(1), ...value.shape]),
    );
    return make(node.op, values, { ...node.attributes, ...move(node.attributes as unknown as Axes) });
  };
const byAxis = shifted(({ axis }) => ({ axis: axis + 1 }));
const byAxes = shifted(({ axes }) => ({ axes: axes.map(a => a + 1) }));
/** ops that work on the last axis */
const same = shifted(() => ({}));

/** Rows of all steps below each other: one product instead of many. Else as many products, in one op. */
const matmul: OverTime = (node, [a, b]) => {
  if (node.inputs.some(input => input.shape.length !== 2)) return null;
  const { transposeA } = node.attributes as { transposeA: boolean };
  if (!a!.timed || b!.timed || transposeA) return make(node.op, [a!.value, b!.value], node.attributes);
  const [length, rows, columns] = a!.value.shape as [Dim, Dim, Dim];
  const product = make(node.op, [reshape(a!.value, [size([length, rows]), columns]), b!.value], node.attributes);
  return reshape(product, [length, rows, product.shape[1]!]);
};

const table: Readonly<Record<string, OverTime>> = {
  softmax: same,
  logSoftmax: same,
  argmax: same,
  sum: byAxes,
  max: byAxes,
  min: byAxes,
  slice: byAxis,
  pad: byAxis,
  split: byAxis,
  concatenate: byAxis,
  pick: (node, [tuple]) => pick(tuple!.value, node.attributes.index as number),
  transpose: shifted(({ perm }) => ({ perm: [0, ...perm.map(p => p + 1)] })),
  reshape: (node, [x], length) => reshape(x!.value, [length, ...node.shape]),
  broadcastTo: (node, [x], length) => broadcastTo(aligned(x!, node.shape.length), [length, ...node.shape]),
  matmul,
  gather: (node, [x, indices]) => (x!.timed || node.attributes.axis !== 0 ? null : gather(x!.value, indices!.value)),
};

/** The node's value in all steps, [length, …], or null where it has to be computed step by step. */
export const batched: OverTime = (node, operands, length) => {
  const rule = node.op.name in unaries || node.op.name in binaries ? elementwise : table[node.op.name];
  return rule?.(node, operands, length) ?? null;
};

/** A value that is the same in every step, [length, …]. */
export const repeated = (value: GraphNode, length: Dim): GraphNode => broadcastTo(value, [length, ...value.shape]);

/** [length, n, …] → [length·n, …]. */
export const rowsOf = (stack: GraphNode): GraphNode => {
  const [length, rows, ...rest] = stack.shape as [Dim, Dim, ...Shape];
  return reshape(stack, [size([length, rows]), ...rest]);
};
