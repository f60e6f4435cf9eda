import { join } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { Problem } from '../errors';
import { savedWeightsOf, toKerasJson, unlikeTensorFlowJs, withCurrentArguments } from '../network';
import { elements } from '../shape';
import type { NetworkSpec } from '../spec';
import { type Model, ModelBody, type WeightArray } from '../values/model';
import { backgroundJson, readBackground } from './background';
import { readCalibration } from './calibration';
import {
  BACKGROUND,
  CALIBRATION,
  CARD,
  type CardFile,
  type Checksums,
  checksumsOf,
  type FileName,
  type ModelFiles,
  namesIn,
  ofFiles,
  verifyFiles,
  writeCard,
} from './card';
import { isMissing, PIECE, readShared, syncFolder, writeSynced } from './disk';
import { storedHistory } from './history';
import { pipelineJson } from './pipeline';
import { readCardApart, readPipelineApart } from './thread/client';

/** A model read from its files, and the files themselves for an export. */
export interface StoredModel {
  /** the name in its card */
  readonly model: string;
  readonly body: ModelBody;
  readonly files: ModelFiles;
  readonly card: Uint8Array;
}

export interface ModelAsFiles {
  readonly files: ModelFiles;
  readonly checksums: Checksums;
  readonly card: string;
}

/**
 * The model as files: `model.onnx`, `model.json` and `weights.bin` for TensorFlow.js and Keras, `pipeline.json`,
 * `card.json`, and `background.json` if it keeps training rows. If TensorFlow.js would read the model differently, `keras.json`, which it does not open, replaces
 * `model.json`.
 */
export async function modelToFiles(model: Model): Promise<ModelAsFiles> {
  const { card, network, weights, pipeline, onnx, background, calibration } = model.body;
  const { modelJson, weightParts, order } = toKerasJson(network, weights);
  await pause();
  const notInTensorFlowJs = unlikeTensorFlowJs(network, weights);
  const files: ModelFiles = {
    'model.onnx': onnx,
    [notInTensorFlowJs.length > 0 ? 'keras.json' : 'model.json']: Buffer.from(JSON.stringify(modelJson)),
    'weights.bin': await joined(weightParts),
    'pipeline.json': Buffer.from(pipelineJson(pipeline)),
    ...(background && { [BACKGROUND]: Buffer.from(backgroundJson(background)) }),
    ...(calibration && { [CALIBRATION]: Buffer.from(JSON.stringify(calibration)) }),
  };
  const checksums = await checksumsOf(files);
  const about = {
    ...{ network, weights: order, files: checksums },
    ...(notInTensorFlowJs.length > 0 && { notInTensorFlowJs }),
  };
  return {
    files,
    checksums,
    card: writeCard({ format: 1, model: model.model, ...card, ...storedHistory(card), ...about }),
  };
}

/** Copies the parts into one array, in several turns of the event loop. */
async function joined(parts: readonly Uint8Array[]): Promise<Uint8Array> {
  const whole = Buffer.allocUnsafeSlow(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts)
    for (let from = 0; from < part.length; from += PIECE) {
      const piece = part.subarray(from, from + PIECE);
      whole.set(piece, at);
      at += piece.length;
      if (piece.length === PIECE) await pause();
    }
  return whole;
}

/** Does this folder contain the same files: network, weights, pipeline, and the optional ones? */
export async function isSameModel({ checksums }: ModelAsFiles, folder: string): Promise<boolean> {
  const { files } = await readCardApart(await readShared(join(folder, CARD)));
  const names = new Set([...namesIn(checksums), ...namesIn(files)]);
  return [...names].every(name => files[name]?.sha256 === checksums[name]?.sha256);
}

/** Reads the model from these files. Errors name the file that is truncated, changed or unreadable. */
export async function modelFromFiles(files: ModelFiles, card: Uint8Array, read: CardFile): Promise<StoredModel> {
  const { format: _, notInTensorFlowJs: __, model, network, weights: order, files: checksums, ...rest } = read;
  await verifyFiles(files, checksums);
  const weights = await splitWeights(currentKeys(order, network), files['weights.bin']);
  const pipeline = await readPipelineApart(files['pipeline.json']);
  const background = readBackground(files[BACKGROUND], pipeline);
  const calibration = readCalibration(files[CALIBRATION], pipeline);
  return {
    model,
    body: new ModelBody(
      rest,
      withCurrentArguments(network),
      weights,
      pipeline,
      files['model.onnx'],
      background,
      calibration,
    ),
    files,
    card,
  };
}

/** Writes a model's files into an empty folder. When this returns, all of it is on the disk. */
export async function writeFiles({ files, card }: ModelAsFiles, folder: string): Promise<void> {
  for (const name of namesIn(files)) await writeSynced(join(folder, name), files[name]!);
  await writeSynced(join(folder, CARD), card);
  await syncFolder(folder);
}

export const writeModelFiles = async (model: Model, folder: string): Promise<void> =>
  writeFiles(await modelToFiles(model), folder);

export async function readModelFiles(folder: string): Promise<StoredModel> {
  const read = async (name: FileName | typeof CARD): Promise<Uint8Array> => {
    try {
      return await readShared(join(folder, name));
    } catch (error) {
      if (!isMissing(error)) throw error;
      throw new Problem(`${name} is missing in ${folder}`, { file: name });
    }
  };
  const card = await read(CARD);
  const about = await readCardApart(card);
  const names = namesIn(about.files);
  const found = await Promise.all(names.map(async name => [name, await read(name)] as const));
  return modelFromFiles(ofFiles(found), card, about);
}

/**
 * Cards of 0.1.0 name some weights as the files do, `id/depthwise_kernel`, where the network has another name,
 * `id/kernel`.
 */
function currentKeys(order: CardFile['weights'], network: NetworkSpec): CardFile['weights'] {
  const renamed = new Map(
    network.layers.flatMap(({ id, className }) =>
      Object.entries(savedWeightsOf(className)).map(([name, saved]) => [`${id}/${saved}`, `${id}/${name}`]),
    ),
  );
  return order.map(({ key, shape }) => ({ key: renamed.get(key) ?? key, shape }));
}

/** Copies each weight into its own shared memory; large ones in several turns of the event loop. */
async function splitWeights(order: CardFile['weights'], bin: Uint8Array): Promise<Record<string, WeightArray>> {
  const weights: [string, WeightArray][] = [];
  let at = 0;
  let copied = 0;
  for (const { key, shape } of order) {
    const data = new Float32Array(new SharedArrayBuffer(elements(shape) * 4));
    const part = bin.subarray(at, at + data.byteLength);
    if (part.length < data.byteLength)
      throw new Problem(`weights.bin is too short for ${key}`, { file: 'weights.bin' });
    const bytes = new Uint8Array(data.buffer);
    for (let from = 0; from < part.length; from += PIECE) {
      const piece = part.subarray(from, from + PIECE);
      bytes.set(piece, from);
      copied += piece.length;
      if (copied < PIECE) continue;
      copied = 0;
      await pause();
    }
    at += data.byteLength;
    weights.push([key, { shape, data }]);
  }
  return Object.fromEntries(weights);
}
