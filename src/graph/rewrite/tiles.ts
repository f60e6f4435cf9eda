import { coefficient, dimension, isSymbolic, size } from '../dimensions';
import { gather } from '../ops/indexing';
import { constant } from '../ops/leaves';
import { matmul } from '../ops/matmul';
import { reshape, transpose } from '../ops/shape';
import { pad, slice } from '../ops/slicing';
import { type Sliding, sliding, tableOf } from '../ops/windows';
import type { Dim, GraphNode } from '../types';
import { batchLast } from './batch-last';

/**
 * A convolution with a window of 3×3 in tiles of 2×2 windows, which share most of the 4×4 numbers that they read: 16
 * products for each tile, channel and filter instead of 36, at the price of sums before and after.
 * F(2×2, 3×3) of Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015:
 *
 *   tile = Aᵀ [(G kernel Gᵀ) ∘ (Bᵀ numbers B)] A
 */
const Bt = [
  [1, 0, -1, 0],
  [0, 1, 1, 0],
  [0, -1, 1, 0],
  [0, 1, 0, -1],
];
const G = [
  [1, 0, 0],
  [0.5, 0.5, 0.5],
  [0.5, -0.5, 0.5],
  [0, 0, 1],
];
const At = [
  [1, 1, 1, 0],
  [0, 1, -1, -1],
];

/** m x mᵀ for matrices x that are stored as columns in row-major order: the Kronecker product of m with itself. */
function onBothSides(m: readonly (readonly number[])[]): GraphNode {
  const [rows, columns] = [m.length, m[0]!.length];
  const data = Float32Array.from({ length: rows * rows * columns * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns ** 2), i % columns ** 2];
    return m[Math.floor(row / rows)]![Math.floor(column / columns)]! * m[row % rows]![column % columns]!;
  });
  return constant(data, [rows ** 2, columns ** 2]);
}

/**
 * The windows of x [N, channels, height, width] by their position in the tile, [4, filters, tiles · N]; `tiles` is
 * [down, across]. Windows outside all tiles are not computed; those past the end read zeros.
 */
export function tilesOf(x: GraphNode, w: GraphNode, pads: Sliding['pads'], tiles: readonly number[]): GraphNode {
  const [filters, channels] = w.shape as number[];
  const beyond = tiles.map((n, i) => 2 * n + 2 - (x.shape[2 + i] as number) - pads[i]![0]);
  const padded = pads.reduce((t, [lo], i) => pad(t, i + 1, lo, Math.max(0, beyond[i]!)), batchLast(x));
  const [, height, width, batch] = padded.shape as [number, number, number, Dim];
  const read = beyond.map((n): [number, number] => [0, Math.min(0, n)]);
  const table = tableOf([height, width], [4, 4], sliding(2, { strides: [2, 2], pads: read }));
  const places = height * width;
  const index = new Int32Array(16 * channels! * table.windows);
  for (let tap = 0, next = 0; tap < 16; tap++)
    for (let channel = 0; channel < channels!; channel++)
      for (let tile = 0; tile < table.windows; tile++)
        index[next++] = channel * places + table.data[tap * table.windows + tile]!;
  const flat = reshape(padded, [channels! * places, batch]);
  const numbers = gather(flat, constant(index, [16, channels! * table.windows], 'int32'));
  const width_ = size([table.windows, batch]);
  const before = matmul(onBothSides(Bt), reshape(numbers, [16, size([channels! * table.windows, batch])]));
  const kernel = matmul(onBothSides(G), reshape(transpose(w, [2, 3, 0, 1]), [9, channels! * filters!]));
  const products = matmul(reshape(kernel, [16, filters!, channels!]), reshape(before, [16, channels!, width_]));
  const after = matmul(onBothSides(At), reshape(products, [16, size([filters! * table.windows, batch])]));
  return reshape(after, [4, filters!, width_]);
}

/** The same as [filters, height, width, N]. */
export function untiled(
  y: GraphNode,
  [down, across]: readonly number[],
  [height, width]: readonly number[],
): GraphNode {
  const [, filters, windows] = y.shape as [number, number, Dim];
  const batch = dimension(coefficient(windows) / (down! * across!), isSymbolic(windows));
  const apart = transpose(reshape(y, [2, 2, filters, down!, across!, batch]), [2, 3, 0, 4, 1, 5]);
  const whole = reshape(apart, [filters, 2 * down!, 2 * across!, batch]);
  return slice(slice(whole, 1, 0, height!), 2, 0, width!);
}
