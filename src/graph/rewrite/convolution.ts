import { size } from '../dimensions';
import { make } from '../node';
import { attributesOf } from '../op';
import { add, maximum } from '../ops/binary';
import { convolutions } from '../ops/convolution';
import { isLarge, pools } from '../ops/pooling';
import { reshape } from '../ops/shape';
import { split } from '../ops/slicing';
import { spatialOf } from '../ops/windows';
import type { Dim, GraphNode } from '../types';
import { batchFirst, phases, unfolded } from './batch-last';
import { columnsFit, tilesPay } from './convolution-cost';
import { type Pattern, rewrite } from './matcher';
import type { Pass } from './pass';
import { tilesOf, untiled } from './tiles';

const conv: Pattern = { op: 'conv', inputs: ['x', 'w'], as: 'conv' };
const biased: Pattern = { op: 'add', inputs: [conv, 'bias'] };
const monotonic = ['relu', 'sigmoid', 'tanh'] as const;
const active = (input: Pattern): Pattern => ({ op: monotonic, inputs: [input], as: 'activation' });
const pooled = (input: Pattern): Pattern => ({ op: 'maxPool', inputs: [input], as: 'pool' });

/** A vector along the channels: [filters, 1, …]. */
const isBias = (bias: GraphNode, [, filters]: GraphNode['shape'], rank: number): boolean =>
  size(bias.shape) === filters && (bias.shape.at(-rank - 1) === filters || filters === 1);

/**
 * Finds a convolution with bias, activation and pool; `parts` computes its windows by their position in the pool, or
 * returns null.
 */
const withPool = (
  name: string,
  reason: string,
  parts: (conv: GraphNode, x: GraphNode, w: GraphNode, pool: readonly number[]) => GraphNode[] | null,
): Pass =>
  rewrite({
    name,
    reason,
    patterns: [pooled(active(biased)), pooled(active(conv)), pooled(biased), pooled(conv)],
    replace({ x, w, bias, conv, activation, pool }, root) {
      const { window, strides, pads, dilations } = attributesOf(pools.maxPool, pool!);
      const tilesInput = window.every((n, i) => n === strides[i] && pads[i]!.every(p => p === 0) && dilations[i] === 1);
      const rank = window.length;
      if (!tilesInput || isLarge(window) || (bias && !isBias(bias, conv!.shape, rank))) return null;
      const found = parts(conv!, x!, w!, window);
      if (!found) return null;
      const [batch, filters, ...windows] = root.shape as [Dim, number, ...number[]];
      const largest = found.reduce((a, b) => maximum(a, b));
      const offset = bias ? add(largest, reshape(bias, [filters, 1])) : largest;
      const y = activation ? make(activation.op, [offset]) : offset;
      return unfolded(y, filters, windows, batch);
    },
  });

export const convolutionAndPool = withPool(
  'convolutionAndPool',
  'bias and activation are monotonic, so they may come after the maximum: a quarter of their work for a 2×2 pool, and ' +
    'the pool is a maximum of products instead of a walk through memory',
  (conv, x, w, pool) => (columnsFit(conv, w, pool) ? phases(conv, x, w, pool) : null),
);

const BY_TILES =
  'the four windows of 3×3 in a tile of 2×2 share most of what they read: 16 multiplications instead of 36, by a detour ' +
  'over sums (Winograd)';

export const tilesAndPool = (when: (conv: GraphNode, w: GraphNode) => boolean): Pass =>
  withPool('tilesAndPool', `${BY_TILES}; each tile is a window of the pool`, (conv, x, w, pool) => {
    if (pool.some(n => n !== 2) || !tilesPay(conv, w) || !when(conv, w)) return null;
    const pools = spatialOf(conv.shape).map(n => Math.floor(n / 2));
    const all = tilesOf(x, w, attributesOf(convolutions.conv, conv).pads, pools);
    const [, filters, width] = all.shape as [number, number, Dim];
    return split(all, 0, [1, 1, 1, 1]).map(part => reshape(part, [filters, width]));
  });

export const convolutionByTiles = rewrite({
  name: 'convolutionByTiles',
  reason: BY_TILES,
  patterns: [conv],
  replace({ x, w, conv }) {
    const { pads, channelBlock } = attributesOf(convolutions.conv, conv!);
    if (channelBlock || !tilesPay(conv!, w!)) return null;
    const windows = spatialOf(conv!.shape);
    const tiles = windows.map(n => Math.ceil(n / 2));
    return batchFirst(untiled(tilesOf(x!, w!, pads, tiles), tiles, windows));
  },
});

export const convolutionByColumns = (when: (conv: GraphNode, w: GraphNode) => boolean): Pass =>
  rewrite({
    name: 'convolutionByColumns',
    reason:
      'a convolution is a matrix product over gathered columns, whose gradients are products with the same columns; ONNX ' +
      "Runtime's gradients of Conv walk through transposed copies",
    patterns: [conv],
    replace({ x, w, conv }) {
      if (attributesOf(convolutions.conv, conv!).channelBlock || !when(conv!, w!)) return null;
      const [batch, filters, ...windows] = conv!.shape as [Dim, number, ...number[]];
      const [y] = phases(
        conv!,
        x!,
        w!,
        windows.map(() => 1),
      );
      return unfolded(y!, filters, windows, batch);
    },
  });
