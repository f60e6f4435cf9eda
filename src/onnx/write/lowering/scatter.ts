import {
  type Dim,
  type GraphNode,
  indexing,
  isNode,
  leaves,
  type NodeOf,
  type ScatterAdd,
  type Shape,
  size,
} from '../../../graph';
import type { TensorData } from '../../../spec';
import type { OnnxEmitter } from './rule';
import { padded, reshaped } from './shaping';

/**
 * scatterAdd in ONNX. Adding twice to one row has a price. The additions of ScatterND race if there are several threads
 * (and only for large tensors); ScatterElements needs an index for each number. Constant tables can be inspected in
 * advance, and those of convolutions and pools never need the expensive way:
 * - each row is added to at most once: it is a Gather, with the inverse table (pools, permutations);
 * - no row is added to twice by one line of the table [lines, entries] (the columns of a convolution; a line is a tap
 *   of the kernel): one ScatterND without duplicates for all lines with disjoint rows, then the next one onto the same
 *   tensor.
 * Where one thread computes, as in most training steps, a ScatterND of rows works for any table, in a quarter of the time.
 */
export function scatterAdd(
  emit: OnnxEmitter,
  node: NodeOf<ScatterAdd>,
  [dy, indices]: readonly [string, string, ...string[]],
  start?: string,
): string {
  const {
    shape,
    attributes: { axis },
  } = node;
  const lines = linesOf(node);
  if (lines?.groups.length === 1 && !start)
    return gathered(emit, shape, axis, dy, inverse(lines.table, shape[axis] as number), lines.table.length);
  return lines ? byLines(emit, node, dy, lines, start) : byIndex(emit, node, dy, indices);
}

/** Can it start from another tensor instead of zeros, which saves an addition? */
export const addsInPlace = (node: GraphNode): node is NodeOf<ScatterAdd> =>
  isNode(node, indexing.scatterAdd) && (linesOf(node)?.groups.length ?? 0) > 1;

/** Each line is a node. */
const MOST_LINES = 64;

/** The entry of the table that adds to each row, −1 if none does. */
function inverse(table: TensorData, rows: number): Int32Array {
  const back = new Int32Array(rows).fill(-1);
  table.forEach((row, entry) => {
    back[row] = entry;
  });
  return back;
}

/** The shape with the table's dimensions, or the rows, as one. */
const flat = (shape: Shape, axis: number, length: Dim): Shape => [
  ...shape.slice(0, axis),
  length,
  ...shape.slice(axis + 1),
];

function gathered(emit: OnnxEmitter, shape: Shape, axis: number, dy: string, back: Int32Array, count: number): string {
  let updates = reshaped(emit, dy, flat(shape, axis, count));
  if (back.includes(-1)) updates = padded(emit, updates, shape.length, axis, 0, 1);
  const from = Array.from(back, entry => (entry < 0 ? count : entry));
  return emit.op('Gather', [updates, emit.ints(from)], { axis: { int: axis } });
}

interface Lines {
  readonly table: TensorData;
  readonly before: number;
  readonly entries: number;
  /** lines that add to no row twice, neither alone nor together */
  readonly groups: readonly (readonly number[])[];
}

/** How a scatterAdd is written as ScatterNDs without duplicates; null if it is not. */
function linesOf({ shape, inputs, attributes: { axis } }: NodeOf<ScatterAdd>): Lines | null {
  const [values, index] = inputs as [GraphNode, GraphNode];
  const [before, rows] = [size(shape.slice(0, axis)), shape[axis]];
  if (
    !isNode(index, leaves.constant) ||
    typeof rows !== 'number' ||
    typeof before !== 'number' ||
    values.dtype !== 'float32'
  )
    return null;
  const { data: table } = index.attributes;
  const entries = (index.shape.at(-1) ?? 1) as number;
  const lines = table.length / entries;
  if (lines > MOST_LINES) return null;
  const groups: { lines: number[]; met: Set<number> }[] = [];
  for (let line = 0; line < lines; line++) {
    const own = table.subarray(line * entries, (line + 1) * entries);
    if (new Set(own).size < entries) return null;
    const group = groups.find(({ met }) => !own.some(row => met.has(row))) ?? { lines: [], met: new Set() };
    if (group.lines.length === 0) groups.push(group);
    group.lines.push(line);
    for (const row of own) group.met.add(row);
  }
  return { table, before, entries, groups: groups.map(g => g.lines) };
}

function byLines(
  emit: OnnxEmitter,
  { shape, attributes: { axis } }: NodeOf<ScatterAdd>,
  dy: string,
  { table, before, entries, groups }: Lines,
  start?: string,
): string {
  const [rows, after] = [shape[axis] as number, shape.slice(axis + 1)];
  const to = [before * rows, ...after];
  const apart = reshaped(emit, dy, [before, table.length / entries, entries, ...after]);
  const sum = groups.reduce(
    (total, lines) => {
      const places = Array.from({ length: before }, (_, b) =>
        lines.flatMap(line => Array.from(table.subarray(line * entries, (line + 1) * entries), row => b * rows + row)),
      ).flat();
      const part = emit.op('Gather', [apart, emit.ints(lines)], { axis: { int: 1 } });
      const updates = reshaped(emit, part, [places.length, ...after]);
      return emit.op('ScatterND', [total, emit.ints(places, [places.length, 1]), updates], {
        reduction: { string: 'add' },
      });
    },
    start ? reshaped(emit, start, to) : emit.op('ConstantOfShape', [emit.shape(to)]),
  );
  return reshaped(emit, sum, shape);
}

/** Any table: by rows where additions cannot race, else number by number. */
function byIndex(
  emit: OnnxEmitter,
  { shape, inputs, attributes: { axis } }: NodeOf<ScatterAdd>,
  dy: string,
  indices: string,
): string {
  const [values, index] = inputs as [GraphNode, GraphNode];
  const count = size(index.shape);
  const updatesShape = flat(shape, axis, count);
  const updates = index.shape.length === 1 ? dy : reshaped(emit, dy, updatesShape);
  const column = (dims: Shape) => reshaped(emit, indices, dims);
  const zeros = emit.op('Expand', [emit.scalar(0, values.dtype), emit.shape(shape)]);
  const reduction = { string: 'add' };
  if (emit.threads === 1 && axis === 0)
    return emit.op('ScatterND', [zeros, emit.cast(column([count, 1]), 'int64'), updates], { reduction });
  const at = emit.op('Expand', [
    column(updatesShape.map((_, i) => (i === axis ? count : 1))),
    emit.shape(updatesShape),
  ]);
  return emit.op('ScatterElements', [zeros, at, updates], { axis: { int: axis }, reduction });
}
