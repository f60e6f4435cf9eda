import { ofOneRow } from '../dimensions';
import { attributesOf } from '../op';
import { convolutions } from '../ops/convolution';
import { spatialOf } from '../ops/windows';
import type { GraphNode } from '../types';

/**
 * How a convolution is computed in a training step, by its shape. Milliseconds of a step of 32 rows, Sapphire Rapids,
 * one
 * thread; `blocks` are ONNX Runtime's own kernels, `Conv` is what it does without a rewrite; pools always by columns:
 *
 *   native                                        Conv   columns   tiles   blocks
 *   28×28×1 → 16, pool → 32, pool                  8.2      2.72    2.52     4.66
 *   28×28×1 → 8, pool → 16, pool → 16              5.8      2.42    2.56     3.30
 *   32×32×3 → 32 → 32, pool → 64 → 64, pool        101       106    73.6     69.3
 *   32×32×3 → 32, pool → 32, pool → 64, all 5×5   55.1      45.6       –     35.6
 *   64×64×3 → 16 → 16, pool → 24 → 24, pool        138       153     122      100
 *   16×16×64 → 64 → 128 → 128                      131       146    99.8      107
 *   ResNet-20, 32×32×3                             185       239     180      143
 *   32×32×3 → 16 → depthwise → 32, and again         –      30.8       –     20.4
 *
 *   WebAssembly (Conv: columns of one row after the other)
 *   28×28×1 → 16, pool → 32, pool                  9.5       4.5     3.1
 *   14×14×16 → 32 → 32                            13.4      11.9     9.6
 *   32×32×3 → 32 → 32, pool → 64 → 64, pool        238       187     114
 *   32×32×3 → 32, pool → 32, pool → 64, all 5×5    109       106       –
 *   64×64×3 → 16 → 16, pool → 24 → 24, pool        296       170     123
 *   16×16×64 → 64 → 128 → 128                      485       495     280
 *   32×32×3 → 16 → depthwise → 32, and again       121        96       –
 *
 * Natively, columns win as long as they fit in the cache, and tiles where a tile is a window of the pool; otherwise
 * blocks. In WebAssembly products take three times as long and everything else hardly longer, so the fewest
 * multiplications win.
 */

/** Numbers per row: a MB for a batch of 32, half of a core's own cache. */
const CACHED = 8192;

/** The same for a way that may use more memory: 128 MB. */
const AT_MOST = 2 ** 20;

const groupsOf = (conv: GraphNode): number => attributesOf(convolutions.conv, conv).groups;
const area = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
const columns = (conv: GraphNode, w: GraphNode): number =>
  groupsOf(conv) * ofOneRow(w.shape.slice(1)) * area(spatialOf(conv.shape));
const read = (conv: GraphNode): number => ofOneRow(conv.inputs[0]!.shape);
/** What the tiles of 2×2 windows read: 16 numbers for each channel. */
const tiles = (conv: GraphNode, w: GraphNode): number => 4 * (w.shape[1] as number) * area(spatialOf(conv.shape));

/**
 * Do the columns of all windows, or of one phase of a pool, fit in the cache between the Gather and the product,
 * together with what is transposed to have the batch last?
 */
export const columnsFit = (conv: GraphNode, w: GraphNode, pool: readonly number[] = []): boolean =>
  Math.max(read(conv), columns(conv, w) / area(pool)) <= CACHED;
export const tilesFit = (conv: GraphNode, w: GraphNode): boolean => tiles(conv, w) <= CACHED;

/** Without blocks, columns of any size are best for a grouped convolution. */
export const groupsFit = (conv: GraphNode, w: GraphNode): boolean =>
  columnsFit(conv, w) || (groupsOf(conv) > 1 && columns(conv, w) <= AT_MOST);

/**
 * Do tiles need fewer multiplications, and is their memory traffic worth it? For each tile, channel and filter: 36
 * without, 16 with tiles, plus 256 for each channel and 64 for each filter to transform them.
 */
export function tilesPay(conv: GraphNode, w: GraphNode): boolean {
  const { strides, dilations, groups } = attributesOf(convolutions.conv, conv);
  const [filters, channels, ...window] = w.shape as [number, number, ...number[]];
  const all = (list: readonly number[], n: number) => list.length === 2 && list.every(v => v === n);
  if (!all(window, 3) || !all(strides, 1) || !all(dilations, 1) || groups !== 1) return false;
  if (tiles(conv, w) > AT_MOST) return false;
  return 16 * channels * filters + 256 * channels + 64 * filters <= 36 * channels * filters;
}
