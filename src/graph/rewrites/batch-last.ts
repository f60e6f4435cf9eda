import { size } from '../dimensions';
import type { ConvolutionOptions } from '../ops/convolution';
import { gather } from '../ops/indexing';
import { constant } from '../ops/leaves';
import { matmul } from '../ops/matmul';
import { pad } from '../ops/parts';
import { reshape, transpose } from '../ops/shape';
import { places, spatialOf, tableOf } from '../ops/windows';
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

/**
 * Its windows taken in phases, as a pool over them needs them: one product [filters, pooled windows · N] for each place
 * in the pool. In the first phase are all windows that come first in their pool, and so on; windows that no pool has are
 * not computed. A pool of 1 is the convolution as a whole.
 */
export function phases(conv: GraphNode, x: GraphNode, w: GraphNode, pool: readonly number[]): GraphNode[] {
  const { strides, pads, dilations } = conv.attributes as unknown as ConvolutionOptions;
  const [filters, channels, ...window] = w.shape as [number, number, ...number[]];
  const padded = pads.reduce((t, [lo, hi], axis) => pad(t, axis + 1, lo, hi), batchLast(x));
  const spatial = padded.shape.slice(1, -1) as number[];
  const flat = reshape(padded, [channels, size(spatial), padded.shape.at(-1)!]);
  const taps = size(window) as number;
  const kernel = reshape(batchLast(w), [channels * taps, filters]);

  const pooled = spatialOf(conv.shape).map((n, i) => Math.floor(n / pool[i]!));
  return places(pool).map(place => {
    const step = strides.map((s, i) => s * pool[i]!);
    const shifted = place.map((p, i): [number, number] => {
      const span = (window[i]! - 1) * dilations[i]! + 1;
      const first = p * strides[i]!;
      return [-first, (pooled[i]! - 1) * step[i]! + span + first - spatial[i]!];
    });
    const table = tableOf(spatial, window, { strides: step, pads: shifted, dilations });
    const columns = gather(flat, constant(table.data, [table.taps, table.windows], 'int32'), 1);
    return matmul(kernel, reshape(columns, [channels * taps, size([table.windows, flat.shape[2]!])]), {
      transposeA: true,
    });
  });
}

/** [filters, windows · N] → [N, filters, …windows] */
export const unfolded = (
  y: GraphNode,
  filters: number,
  windows: readonly number[],
  batch: GraphNode['shape'][number],
) => batchFirst(reshape(y, [filters, ...windows, batch]));
