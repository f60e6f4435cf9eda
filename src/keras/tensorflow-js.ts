import * as z from 'zod';
import { Problem } from '../errors';
import { namedWeights, readModelJson, splitBin, withWeights } from '../network';
import { parseJson } from '../parse-json';
import type { ReadNetwork, TensorFlowJs } from './foreign';

const whole = z.object({
  format: z.string().optional(),
  generatedBy: z.string().nullish(),
  weightsManifest: z.array(z.object({ paths: z.array(z.string().min(1)).max(100_000) })).default([]),
});

function partsOf(model: Uint8Array): z.infer<typeof whole> {
  const { success, data } = whole.safeParse(parseJson(model, 'model.json'));
  if (!success) throw new Problem('model.json is not of TensorFlow.js');
  if (data.format === 'graph-model')
    throw new Problem(
      'is a graph model of TensorFlow.js, whose layers are gone. Layers models can be read: tensorflowjs_converter with --output_format=tfjs_layers_model',
      { received: data.format },
    );
  return data;
}

/** The files with the weights, in order, as `model.json` names them. */
export const shardsOf = (model: Uint8Array): readonly string[] =>
  partsOf(model).weightsManifest.flatMap(({ paths }) => paths);

/** A layers model of TensorFlow.js: `model.json` and its shards. */
export function readTensorFlowJs({ model, shards }: TensorFlowJs): ReadNetwork {
  const { generatedBy } = partsOf(model);
  const read = readModelJson(parseJson(model, 'model.json'));
  const bin = Buffer.concat(shards);
  const arrays = splitBin(read.weights, bin);
  return { ...withWeights(read, namedWeights(arrays)), program: `TensorFlow.js (${generatedBy ?? 'unknown'})` };
}
