import { size } from '../dimensions';
import { attributesOf } from '../op';
import { convolutions } from '../ops/convolution';
import { gather } from '../ops/indexing';
import { constant, full } from '../ops/leaves';
import { matmul } from '../ops/matmul';
import { reshape, transpose } from '../ops/shape';
import { concatenate, pad } from '../ops/slicing';
import { places, type Sliding, sliding, spatialOf, type Table, tableOf } from '../ops/windows';
import type { GraphNode } from '../types';

/**
 * Convolution as a matrix product over gathered columns, with the batch as the last axis:
 *
 *   x [channels, …sizes, N] ─ Gather by a constant table [taps, windows] ─ columns [channels · taps, windows · N]
 *   y [filters, windows · N] = kernel [channels · taps, filters]ᵀ · columns
 *
 * With the batch last, the table is the same for all rows and moves runs of N numbers. The gradient of the kernel is
 * one product with the same columns. Stride, dilation and padding appear only in the table.
 */

/** [N, channels, …sizes] ↔ [channels, …sizes, N] */
export const batchLast = (x: GraphNode): GraphNode =>
  transpose(
    x,
    [...x.shape.keys()].map(i => (i + 1) % x.shape.length),
  );
export const batchFirst = (x: GraphNode): GraphNode => {
  const rank = x.shape.length;
  return transpose(
    x,
    [...x.shape.keys()].map(i => (i + rank - 1) % rank),
  );
};

/** x with padding of zeros or another number, as [channels, positions, N], and its padded sizes. */
function flattened(
  x: GraphNode,
  pads: Sliding['pads'],
  value = 0,
): { readonly flat: GraphNode; readonly spatial: number[] } {
  const padded = pads.reduce((t, [lo, hi], i) => surrounded(t, i + 1, lo, hi, value), batchLast(x));
  const spatial = padded.shape.slice(1, -1) as number[];
  return { flat: reshape(padded, [padded.shape[0]!, size(spatial), padded.shape.at(-1)!]), spatial };
}

/**
 * Pads with separate elements instead of one shared element: then no row of a table has an index twice, which makes
 * scatterAdd faster.
 */
function surrounded(x: GraphNode, axis: number, lo: number, hi: number, value: number): GraphNode {
  if (value === 0) return pad(x, axis, lo, hi);
  const side = (n: number): GraphNode[] =>
    n === 0
      ? []
      : [
          full(
            value,
            x.shape.map((d, i) => (i === axis ? n : d)),
          ),
        ];
  return concatenate([...side(lo), x, ...side(hi)], axis);
}

const read = (flat: GraphNode, { data, taps, windows }: Table): GraphNode =>
  gather(flat, constant(data, [taps, windows], 'int32'), 1);

/** What each tap of each window reads: [channels, taps, windows, N]; `padding` outside. */
export function columnsOf(
  x: GraphNode,
  window: readonly number[],
  { pads, strides, dilations }: Sliding,
  padding = 0,
): GraphNode {
  const { flat, spatial } = flattened(x, pads, padding);
  return read(flat, tableOf(spatial, window, sliding(spatial.length, { strides, dilations })));
}

/**
 * The windows of a convolution in phases, as a following pool needs them: one product [filters, pooled windows · N] for
 * each position in the pool's window. The first phase has all windows at the first position of their pool window, and
 * so on. Windows that belong to no pool window are not computed. With a pool of 1 there is one phase, the whole
 * convolution. Groups are separate products.
 */
export function phases(conv: GraphNode, x: GraphNode, w: GraphNode, pool: readonly number[]): GraphNode[] {
  const { strides, pads, dilations, groups } = attributesOf(convolutions.conv, conv);
  const [filters, channels, ...window] = w.shape as [number, number, ...number[]];
  const { flat, spatial } = flattened(x, pads);
  const rows = channels * (size(window) as number);
  const kernel = groups === 1 ? reshape(batchLast(w), [rows, filters]) : reshape(w, [groups, filters / groups, rows]);
  const pooled = spatialOf(conv.shape).map((n, i) => Math.floor(n / pool[i]!));
  const step = strides.map((s, i) => s * pool[i]!);
  return places(pool).map(place => {
    // the first window of the phase, and as many as there are pool windows: the padding may be negative
    const shifted = place.map((p, i): [number, number] => {
      const span = (window[i]! - 1) * dilations[i]! + 1;
      const first = p * strides[i]!;
      return [-first, (pooled[i]! - 1) * step[i]! + span + first - spatial[i]!];
    });
    const columns = read(flat, tableOf(spatial, window, { strides: step, pads: shifted, dilations }));
    const width = size(columns.shape.slice(2));
    return groups === 1
      ? matmul(kernel, reshape(columns, [rows, width]), { transposeA: true })
      : reshape(matmul(kernel, reshape(columns, [groups, rows, width])), [filters, width]);
  });
}

/** [filters, windows · N] → [N, filters, …windows] */
export const unfolded = (
  y: GraphNode,
  filters: number,
  windows: readonly number[],
  batch: GraphNode['shape'][number],
) => batchFirst(reshape(y, [filters, ...windows, batch]));
