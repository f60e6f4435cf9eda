import type { Rewrite } from '../rewrite';
import { attentionInOne } from './attention';
import { convolutionAndPool, convolutionByBlocks, convolutionByColumns } from './convolution';
import { maximaByColumns, sumsByColumns } from './pooling';
import { sinkTransposes } from './sink-transposes';

/**
 * What is done with the graph of a training step, in this order, before its gradient is taken. Each may be left out.
 * The interpreter runs the graph as it is: what speeds ONNX Runtime slows TensorFlow.js.
 */
const training = (block: number): readonly Rewrite[] => [
  attentionInOne,
  sinkTransposes,
  convolutionAndPool,
  sumsByColumns,
  ...(block ? [convolutionByBlocks(block)] : []),
  convolutionByColumns,
  maximaByColumns,
  sinkTransposes,
];

export const trainingRewrites = (engine: string, block = 0): readonly Rewrite[] =>
  engine.startsWith('onnx') ? training(block) : [];
/** The same for a graph that is only run forward, as a file of standard ops. */
export const inferenceRewrites: readonly Rewrite[] = [sinkTransposes];
