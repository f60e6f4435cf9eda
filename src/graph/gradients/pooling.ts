import { size } from '../dimensions';
import { equal, mul, sub } from '../ops/binary';
import { gather, oneHot, scatterAdd } from '../ops/indexing';
import { constant } from '../ops/leaves';
import { isLarge, type pools, readBy, tables } from '../ops/pooling';
import { argmax } from '../ops/reductions';
import { reshape, transpose } from '../ops/shape';
import { concatenate, slice } from '../ops/slicing';
import { cast } from '../ops/unary';
import { spatialOf, type Table } from '../ops/windows';
import type { GraphNode } from '../types';
import type { Gradients } from './rule';

export const ofPools: Gradients<typeof pools> = {
  maxPool: (dy, [x], y) => [(isLarge(y.attributes.window) ? toLargestByIndex : toFirstMaximum)(dy, x, y, tables(y))],
};

/**
 * Each window's gradient goes to the first of its largest elements, as in TensorFlow. Tap by tap: an element that
 * equals the maximum takes what is left of the gradient, so later taps get nothing.
 *
 *   x   3 7 7     dy 5     rest 5 → tap 0: 5·(3 = 7) = 0, rest 5 → tap 1: 5·(7 = 7) = 5, rest 0 → tap 2: 0
 */
function toFirstMaximum(dy: GraphNode, x: GraphNode, y: GraphNode, table: Table): GraphNode {
  const { taps, windows } = table;
  const [batch, channels] = x.shape as [GraphNode['shape'][number], number];
  const { source, index } = readBy(x, table);

  const largest = reshape(y, [batch, channels, windows]);
  const parts: GraphNode[] = [];
  let rest = reshape(dy, [batch, channels, windows]);
  for (let tap = 0; tap < taps; tap++) {
    const value = gather(source, constant(index.slice(tap * windows, (tap + 1) * windows), [windows], 'int32'), 2);
    const part = mul(rest, cast(equal(value, largest), 'float32'));
    parts.push(part);
    if (tap < taps - 1) rest = sub(rest, part);
  }
  const columns = reshape(concatenate(parts, 2), [batch, channels, taps * windows]);
  const sums = scatterAdd(columns, constant(index, [taps * windows], 'int32'), 2, source.shape[2]!);
  return reshape(slice(sums, 2, 0, size(spatialOf(x.shape)) as number), x.shape);
}

/**
 * The same for windows of many elements, with a fixed number of nodes: the position of the largest as a one-hot row.
 */
function toLargestByIndex(dy: GraphNode, x: GraphNode, _y: GraphNode, table: Table): GraphNode {
  const { taps, windows } = table;
  const [batch, channels] = x.shape as [GraphNode['shape'][number], number];
  const { source, index } = readBy(x, table);
  const places = constant(index, [index.length], 'int32');

  const columns = reshape(gather(source, places, 2), [batch, channels, taps, windows]);
  const chosen = oneHot(argmax(transpose(columns, [0, 1, 3, 2])), taps);
  const parts = transpose(mul(reshape(dy, [batch, channels, windows, 1]), chosen), [0, 1, 3, 2]);
  const sums = scatterAdd(reshape(parts, [batch, channels, taps * windows]), places, 2, source.shape[2]!);
  return reshape(slice(sums, 2, 0, size(spatialOf(x.shape)) as number), x.shape);
}
