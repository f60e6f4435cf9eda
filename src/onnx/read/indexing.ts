import * as g from '../../graph';
import type { Dim, GraphNode } from '../../graph/types';
import type { OnnxNode, Rows } from './node';
import { rangeOf } from './range';
import { type Known, numbersOf, refused } from './value';

/** Gathers and scatters. int64 indices are int32 here. */

function gather(n: OnnxNode): GraphNode {
  const x = n.node(0);
  const axis = n.axis(x, 0);
  const known = n.known(1);
  return known ? chosen(x, known, axis) : g.gather(x, fromStart(n.node(1), x.shape[axis]!), axis);
}

/** Indices below 0 count from the end. */
function fromStart(indices: GraphNode, length: Dim): GraphNode {
  if (rangeOf(indices)[0] >= 0) return indices;
  if (g.isSymbolic(length)) throw refused('an axis that is the batch has no rows that are numbered');
  return g.where(g.less(indices, 0), g.add(indices, length), indices);
}

/** Constant indices may be negative, counted from the end; consecutive ones are a slice, without a copy. */
function chosen(x: GraphNode, indices: Known, axis: number): GraphNode {
  const length = x.shape[axis]!;
  const wanted = numbersOf(indices, 'the indices');
  if (g.isSymbolic(length))
    throw refused(`axis ${axis} of ${g.text(x.shape)} is the batch, whose rows are not numbered`);
  const from = wanted.map(i => (i < 0 ? i + length : i));
  const outside = wanted.find((_, i) => !(from[i]! >= 0 && from[i]! < length));
  if (outside !== undefined) throw refused(`index ${outside} is not one of ${length} rows`);
  const [first] = from;
  if (first === undefined || from.some((place, i) => place !== first + i))
    return g.gather(x, g.constant(from, indices.shape, 'int32'), axis);
  const part = g.slice(x, axis, first, first + from.length);
  return g.reshape(part, [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)]);
}

function oneHot(n: OnnxNode): GraphNode {
  const [depth] = n.numbers(1, 'depth');
  const indices = g.cast(n.node(0), 'int32');
  const values = n.node(2);
  const [off, on] = [0, 1].map(i => g.reshape(g.slice(values, 0, i, i + 1), []));
  const hot = g.oneHot(fromStart(indices, depth!), depth!);
  const numbers = isZeroOne(n.known(2)) ? hot : g.add(g.mul(hot, g.sub(on!, off!)), off!);
  const axis = g.axisOf('OneHot', hot, n.int('axis', -1));
  const rank = hot.shape.length;
  const order = Array.from({ length: rank }, (_, i) => (i < axis ? i : i === axis ? rank - 1 : i - 1));
  return g.cast(g.transpose(numbers, order), values.dtype);
}
const isZeroOne = (values: Known | null): boolean => values !== null && values.data[0] === 0 && values.data[1] === 1;

function added(n: OnnxNode): void {
  const reduction = n.text('reduction', 'none');
  if (reduction !== 'add') throw refused(`of its reductions only add is supported, received ${reduction}`);
}

/** Rows added at indices [.., 1], as our writer writes it. */
function scatterND(n: OnnxNode): GraphNode {
  added(n);
  const [data, indices, updates] = [n.node(0), n.node(1), n.node(2)];
  if (indices.shape.at(-1) !== 1)
    throw refused(`only indices [.., 1] are supported, received ${g.text(indices.shape)}`);
  const entries = g.reshape(indices, indices.shape.slice(0, -1));
  return g.add(data, g.scatterAdd(updates, entries, 0, data.shape[0]!));
}

/** Elements added at their own indices, if these are the same for a whole row, as our writer writes it. */
function scatterElements(n: OnnxNode): GraphNode {
  added(n);
  const [data, updates] = [n.node(0), n.node(2)];
  const axis = n.axis(data, 0);
  const known = n.known(1);
  const entries = known ? commonOf(known, axis) : stretchedAlong(n.node(1), axis);
  if (!entries) throw refused('only indices that are the same for a whole row are supported');
  return g.add(data, g.scatterAdd(updates, entries, axis, data.shape[axis]!));
}
/** The indices along the axis, if they are the same along the other axes. */
function commonOf({ shape, data }: Known, axis: number): GraphNode | null {
  const [length, after] = [shape[axis]!, shape.slice(axis + 1).reduce((a, b) => a * b, 1)];
  const along = Array.from({ length }, (_, i) => Number(data[i * after]));
  const same = Array.from(data).every((index, i) => index === along[Math.floor(i / after) % length]);
  return same ? g.constant(along, undefined, 'int32') : null;
}
function stretchedAlong(indices: GraphNode, axis: number): GraphNode | null {
  const inner = indices.op.name === 'broadcastTo' ? indices.inputs[0]! : indices;
  const lead = indices.shape.length - inner.shape.length;
  if (inner.shape.some((d, i) => i + lead !== axis && d !== 1)) return null;
  return g.broadcastTo(g.reshape(inner, [g.size(inner.shape)]), [indices.shape[axis]!]);
}

export const indexing: Rows = {
  Gather: gather,
  OneHot: oneHot,
  ScatterND: scatterND,
  ScatterElements: scatterElements,
};
