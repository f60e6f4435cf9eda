import { size } from '../dimensions';
import { gather } from '../ops/indexing';
import { constant } from '../ops/leaves';
import { matmul } from '../ops/matmul';
import { pad } from '../ops/parts';
import { reshape, transpose } from '../ops/shape';
import { places, type Sliding, sliding, spatialOf, type Table, tableOf } from '../ops/windows';
import type { GraphNode } from '../types';

/**
 * Convolution as a matrix product over gathered columns, with the batch as the last axis:
 *
 *   x [channels, …sizes, N] ─ Gather by a constant table [taps, windows] ─ columns [channels · taps, windows · N]
 *   y [filters, windows · N] = kernel [channels · taps, filters]ᵀ · columns
 *
 * With the batch last, the table is the same for all rows and moves runs of N numbers; and the gradient of the kernel is
 * one product with the same columns. Stride, dilation and padding live in the table alone.
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

/** With its zeros around it: [channels, places, N], and the sizes that the places have. */
function flattened(x: GraphNode, pads: Sliding['pads']): { readonly flat: GraphNode; readonly spatial: number[] } {
  const padded = pads.reduce((t, [lo, hi], axis) => pad(t, axis + 1, lo, hi), batchLast(x));
  const spatial = padded.shape.slice(1, -1) as number[];
  return { flat: reshape(padded, [padded.shape[0]!, size(spatial), padded.shape.at(-1)!]), spatial };
}

const read = (flat: GraphNode, { data, taps, windows }: Table): GraphNode =>
  gather(flat, constant(data, [taps, windows], 'int32'), 1);

/** What each tap of each window reads: [channels, taps, windows, N]. */
export function columnsOf(x: GraphNode, window: readonly number[], { pads, strides, dilations }: Sliding): GraphNode {
  const { flat, spatial } = flattened(x, pads);
  return read(flat, tableOf(spatial, window, sliding(spatial.length, { strides, dilations })));
}

/**
 * The windows of a convolution taken in phases, as a pool over them needs them: one product [filters, pooled windows · N]
 * for each place in the pool. In the first phase are all windows that come first in their pool, and so on; windows that
 * no pool has are not computed. A pool of 1 is the convolution as a whole.
 */
export function phases(conv: GraphNode, x: GraphNode, w: GraphNode, pool: readonly number[]): GraphNode[] {
  const { strides, pads, dilations } = conv.attributes as unknown as Sliding;
  const [filters, channels, ...window] = w.shape as [number, number, ...number[]];
  const { flat, spatial } = flattened(x, pads);
  const rows = channels * (size(window) as number);
  const kernel = reshape(batchLast(w), [rows, filters]);
  const pooled = spatialOf(conv.shape).map((n, i) => Math.floor(n / pool[i]!));
  const step = strides.map((s, i) => s * pool[i]!);
  return places(pool).map(place => {
    // the first window of the phase, and as many as there are pools: padding that may be negative
    const shifted = place.map((p, i): [number, number] => {
      const span = (window[i]! - 1) * dilations[i]! + 1;
      const first = p * strides[i]!;
      return [-first, (pooled[i]! - 1) * step[i]! + span + first - spatial[i]!];
    });
    const columns = read(flat, tableOf(spatial, window, { strides: step, pads: shifted, dilations }));
    const width = size(columns.shape.slice(2));
    return matmul(kernel, reshape(columns, [rows, width]), { transposeA: true });
  });
}

/** [filters, windows · N] → [N, filters, …windows] */
export const unfolded = (
  y: GraphNode,
  filters: number,
  windows: readonly number[],
  batch: GraphNode['shape'][number],
) => batchFirst(reshape(y, [filters, ...windows, batch]));
