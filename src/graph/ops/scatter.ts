import { size } from '../dimensions';
import type { OnnxEmitter } from '../emitter';
import type { GraphNode, Shape } from '../types';
import { target } from './shape';

/**
 * scatterAdd in ONNX. What adds to one row twice has a price: ScatterND's additions race when there are several threads
 * (and only on large tensors), ScatterElements wants an index for each number. Tables that are constants can be looked
 * at beforehand, and those of convolutions and pools never need the expensive way:
 *
 * - each row is met at most once: it is a Gather, read from the other side (pools, permutations);
 * - no row is met twice by one line of the table [lines, entries]: one ScatterND a line, each without duplicates (the
 *   columns of a convolution: a line is a tap of the kernel).
 */
export function scatterOnnx(
  emit: OnnxEmitter,
  { shape, inputs, attributes }: GraphNode,
  [dy, indices]: readonly [string, string, ...string[]],
): string {
  const axis = attributes.axis as number;
  const [values, index] = inputs as [GraphNode, GraphNode];
  const rows = shape[axis];
  if (index.op === 'constant' && typeof rows === 'number' && values.dtype === 'float32') {
    const table = index.attributes.data as Int32Array;
    const entries = index.shape.at(-1) as number;
    const back = inverse(table, rows);
    if (back) return gathered(emit, shape, axis, dy, back, table.length);
    const before = size(shape.slice(0, axis));
    const lines = table.length / entries;
    if (typeof before === 'number' && lines <= MOST_LINES && eachLineUnique(table, entries))
      return byLines(emit, shape, axis, dy, table, { before, lines, entries });
  }
  return byElements(emit, shape, axis, values, index, dy, indices);
}

/** Each line is a node of its own. */
const MOST_LINES = 64;

/** Which entry of the table meets each row, −1 where none does; null where two do. */
function inverse(table: Int32Array, rows: number): Int32Array | null {
  const back = new Int32Array(rows).fill(-1);
  for (const [entry, row] of table.entries()) {
    if (back[row] !== -1) return null;
    back[row] = entry;
  }
  return back;
}

function eachLineUnique(table: Int32Array, entries: number): boolean {
  for (let from = 0; from < table.length; from += entries)
    if (new Set(table.subarray(from, from + entries)).size < entries) return false;
  return true;
}

/** The shape with the table's dimensions, or the rows, as one. */
const flat = (shape: Shape, axis: number, length: number): Shape => [
  ...shape.slice(0, axis),
  length,
  ...shape.slice(axis + 1),
];

function gathered(emit: OnnxEmitter, shape: Shape, axis: number, dy: string, back: Int32Array, count: number): string {
  let updates = emit.op('Reshape', [dy, emit.ints(target(flat(shape, axis, count)))]);
  if (back.includes(-1)) updates = emit.op('Pad', [updates, emit.ints([0, 1]), '', emit.ints([axis])]);
  const from = Array.from(back, entry => (entry < 0 ? count : entry));
  return emit.op('Gather', [updates, emit.ints(from)], { axis: { int: axis } });
}

function byLines(
  emit: OnnxEmitter,
  shape: Shape,
  axis: number,
  dy: string,
  table: Int32Array,
  { before, lines, entries }: { before: number; lines: number; entries: number },
): string {
  const rows = shape[axis] as number;
  const after = shape.slice(axis + 1);
  const apart = emit.op('Reshape', [dy, emit.ints(target([before, lines, entries, ...after]))]);
  const ones = emit.ints(Array(lines).fill(1));
  const parts = lines === 1 ? [apart] : emit.op('Split', [apart, ones], { axis: { int: 1 } }, lines);
  const sum = parts.reduce(
    (total, part, line) => {
      const at = Array.from({ length: before * entries }, (_, i) => {
        const entry = line * entries + (i % entries);
        return Math.floor(i / entries) * rows + table[entry]!;
      });
      const updates = emit.op('Reshape', [part, emit.ints(target([before * entries, ...after]))]);
      const places = emit.ints(at, [at.length, 1]);
      return emit.op('ScatterND', [total, places, updates], { reduction: { string: 'add' } });
    },
    emit.op('ConstantOfShape', [emit.shape([before * rows, ...after])]),
  );
  return emit.op('Reshape', [sum, emit.ints(target(shape))]);
}

function byElements(
  emit: OnnxEmitter,
  shape: Shape,
  axis: number,
  values: GraphNode,
  index: GraphNode,
  dy: string,
  indices: string,
): string {
  const count = size(index.shape);
  const updatesShape = [...shape.slice(0, axis), count, ...shape.slice(axis + 1)];
  const column = updatesShape.map((_, i) => (i === axis ? count : 1));
  const once = index.shape.length === 1;
  const updates = once ? dy : emit.op('Reshape', [dy, emit.ints(target(updatesShape))]);
  const at = emit.op('Expand', [emit.op('Reshape', [indices, emit.ints(target(column))]), emit.shape(updatesShape)]);
  const zeros = emit.op('Expand', [emit.scalar(0, values.dtype), emit.shape(shape)]);
  return emit.op('ScatterElements', [zeros, at, updates], { axis: { int: axis }, reduction: { string: 'add' } });
}
