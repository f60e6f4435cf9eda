import { attentionInOne } from './attention';
import {
  convolutionAndPool,
  convolutionByBlocks,
  convolutionByColumns,
  convolutionByTiles,
  tilesAndPool,
} from './convolution';
import { columnsFit, groupsFit, tilesFit } from './convolution-cost';
import type { Rewrite } from './matcher';
import { maximaByColumns, sumsByColumns } from './pooling';
import { sinkTransposes } from './sink-transposes';

/**
 * What is done with the graph of a training step, in this order, before its gradient is taken. Each may be left out; which
 * comes first where several would fit is measured (choice.ts).
 */
const native = (block: number): readonly Rewrite[] => [
  attentionInOne,
  sinkTransposes,
  tilesAndPool(tilesFit),
  convolutionAndPool,
  sumsByColumns,
  convolutionByColumns(columnsFit),
  ...(block ? [convolutionByBlocks(block)] : []),
  convolutionByTiles,
  maximaByColumns,
  sinkTransposes,
];
const webAssembly: readonly Rewrite[] = [
  attentionInOne,
  sinkTransposes,
  tilesAndPool(() => true),
  convolutionAndPool,
  sumsByColumns,
  convolutionByTiles,
  convolutionByColumns(groupsFit),
  maximaByColumns,
  sinkTransposes,
];

/**
 * The rewrites of an engine; `block` is its `channelBlock`. The interpreter runs the graph as it is: what speeds ONNX
 * Runtime slows TensorFlow.js.
 */
export const rewritesFor = (engine: string, block = 0): readonly Rewrite[] =>
  engine === 'onnx' ? native(block) : engine === 'wasm' ? webAssembly : [];
/** The same for a graph that is only run forward, as a file of standard ops. */
export const portableRewrites: readonly Rewrite[] = [sinkTransposes];
