import * as z from 'zod';
import { Problem } from '../errors';
import { namedWeights, readModelJson, splitBin, withWeights } from '../network';
import { MOST_FOREIGN_VALUES, parseJson } from '../parse-json';
import type { ReadNetwork, TensorFlowJs } from './foreign';

const whole = z.object({
  format: z.string().optional(),
  generatedBy: z.string().nullish(),
  weightsManifest: z.array(z.object({ paths: z.array(z.string().min(1)).max(100_000) })).default([]),
});

/** Maximum size of a `model.json` in bytes: it is read on the main thread too, for the names of its shards. */
const LARGEST_MODEL_JSON = 8 * 1024 * 1024;

function partsOf(model: Uint8Array): z.infer<typeof whole> {
  if (model.length > LARGEST_MODEL_JSON)
    throw new Problem(`model.json has ${model.length} bytes, at most ${LARGEST_MODEL_JSON} can be imported`);
  const { success, data } = whole.safeParse(parseJson(model, 'model.json', MOST_FOREIGN_VALUES));
  if (!success) throw new Problem('model.json is not of TensorFlow.js');
  if (data.format === 'graph-model')
    throw new Problem(
      'is a graph model of TensorFlow.js, whose layers are gone. Layers models can be read: tensorflowjs_converter with --output_format=tfjs_layers_model',
      { received: data.format },
    );
  return data;
}

/** The files with the weights, in order, as `model.json` names them: each once, so that no file is read many times. */
export function shardsOf(model: Uint8Array): readonly string[] {
  const names = partsOf(model).weightsManifest.flatMap(({ paths }) => paths);
  if (new Set(names).size < names.length) throw new Problem('model.json names a file of weights twice');
  return names;
}

/** A layers model of TensorFlow.js: `model.json` and its shards. */
export function readTensorFlowJs({ model, shards }: TensorFlowJs, mostBytes: number): ReadNetwork {
  const { generatedBy } = partsOf(model);
  const read = readModelJson(parseJson(model, 'model.json', MOST_FOREIGN_VALUES));
  const bin = Buffer.concat(shards);
  const arrays = splitBin(read.weights, bin, mostBytes);
  return { ...withWeights(read, namedWeights(arrays)), program: `TensorFlow.js (${generatedBy ?? 'unknown'})` };
}
