import type { Pass } from '../graph';
import { attentionInOne } from '../graph/rewrite/attention';
import {
  convolutionAndPool,
  convolutionByColumns,
  convolutionByTiles,
  tilesAndPool,
} from '../graph/rewrite/convolution';
import { columnsFit, groupsFit, tilesFit } from '../graph/rewrite/convolution-cost';
import { maximaByColumns, sumsByColumns } from '../graph/rewrite/pooling';
import { sinkTransposes } from '../graph/rewrite/sink-transposes';
import type { EngineName } from './engine';
import { convolutionByBlocks } from './ort/convolution-by-blocks';

/**
 * The rewrites of each engine, in order. In a training step they run before the gradient, which then follows from their
 * replacements. Each may be left out. Where several would fit, the order decides; it is measured
 * (graph/rewrite/convolution-cost.ts).
 */
const rewrites: Readonly<Record<EngineName, (channelBlock: number) => readonly Pass[]>> = {
  onnx: channelBlock => [
    attentionInOne,
    sinkTransposes,
    tilesAndPool(tilesFit),
    convolutionAndPool,
    sumsByColumns,
    convolutionByColumns(columnsFit),
    ...(channelBlock ? [convolutionByBlocks(channelBlock)] : []),
    convolutionByTiles,
    maximaByColumns,
    sinkTransposes,
  ],
  wasm: () => [
    attentionInOne,
    sinkTransposes,
    tilesAndPool(() => true),
    convolutionAndPool,
    sumsByColumns,
    convolutionByTiles,
    convolutionByColumns(groupsFit),
    maximaByColumns,
    sinkTransposes,
  ],
  // An interpreter runs the graph as it is: what makes ONNX Runtime faster makes TensorFlow.js slower.
  'tfjs-node': () => [],
  'tfjs-cpu': () => [],
};

/** The rewrites of an engine; `channelBlock` is what its method of that name returns. */
export const rewritesFor = (engine: EngineName, channelBlock = 0): readonly Pass[] => rewrites[engine](channelBlock);

/** The rewrites of an inference graph for a file of standard ops, for any runtime. */
export const portableRewrites: readonly Pass[] = [sinkTransposes];
