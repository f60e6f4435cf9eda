import { Problem } from '../errors';
import { describeNetwork } from '../network';
import { writeInference } from '../training/inference-file';
import { resolveNetwork } from '../training/step/objective';
import { readArchive } from './archive';
import type { ForeignFile, Imported, ReadNetwork } from './foreign';
import { readH5 } from './h5';
import { arrayPipeline } from './pipeline';
import { readTensorFlowJs } from './tensorflow-js';

/**
 * A model's file of Keras or TensorFlow.js as all that a Model needs. The file is not trusted: sizes are checked before
 * they are allocated, at most `mostBytes` of weights are read, and no code of it is run. Throws a Problem that says what is
 * wrong with the file, or names the layer that cannot be read.
 */
export function readForeign(file: ForeignFile, mostBytes: number): Imported {
  const { network: read, weights, program } = networkIn(file, mostBytes);
  const { network: named, pipeline } = arrayPipeline(read);
  const { parameters } = describeNetwork(named);
  if (parameters === null) throw new Problem('has an input whose size is not known');
  const network = withTasks(named, pipeline);
  return { network, weights, program, pipeline, parameters, onnx: writeInference(network, weights) };
}

function networkIn(file: ForeignFile, mostBytes: number): ReadNetwork {
  if (file.kind === 'keras') return readArchive(file, mostBytes);
  return file.kind === 'h5' ? readH5(file, mostBytes) : readTensorFlowJs(file, mostBytes);
}

/** Tasks, losses and metrics, where every output is a row of numbers; a model with other outputs can only predict. */
function withTasks(network: Imported['network'], pipeline: Imported['pipeline']): Imported['network'] {
  const { calls } = describeNetwork(network);
  const areRows = network.outputs.every(({ call }) => calls[call]!.shape!.length === 2);
  return areRows ? resolveNetwork(network, pipeline, { loss: 'auto', metrics: 'auto' }) : network;
}
