import { basename } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { Pacer } from '../data/pace';
import { TensorwireError } from '../errors';
import type { FileSource } from '../files';
import { expectOpens, type PlacementRequest } from '../inference';
import { type Description, describeInTurns, withCurrentArguments } from '../network';
import { childMemory } from '../process/memory';
import { elements } from '../shape';
import type { ModelOrigin } from '../spec';
import { ModelBody } from '../values/model';
import {
  BACKGROUND,
  CALIBRATION,
  CARD,
  type CardFile,
  FILES,
  type FileName,
  type ModelFiles,
  namesIn,
  readCard,
} from './card';
import { modelFromFiles } from './files';
import { expectSmall, IMPORTED } from './json';
import { checkMeaning } from './pipeline-meaning';
import { openZip, type ZipFile } from './zip';

/** Numbers checked between pauses: a few milliseconds. */
const PIECE = 2 ** 20;

const MOST_LAYERS = 10_000;

/**
 * Reads a model from an untrusted file. Each step checks sizes first, and relies only on what the step before has
 * checked.
 */
export async function readExport(
  source: Uint8Array | FileSource,
  subject: string,
  placing: PlacementRequest = {},
): Promise<{ readonly model: string; readonly body: ModelBody }> {
  const zip = await openZip(source, subject);
  try {
    const card = await readCardFirst(zip, subject);
    expectSmall(card, CARD, subject);
    const written = readCard(card, subject);
    const about = { ...written, network: withCurrentArguments(written.network) };
    checkThere(zip, namesIn(about.files), subject);
    checkSizes(zip, about, subject);
    const network = await described(about, subject);
    checkParameters(about, network, subject);
    const files: Partial<Record<FileName, Uint8Array>> = {};
    for (const name of namesIn(about.files)) files[name] = await zip.read(name);
    expectSmall(files['pipeline.json']!, 'pipeline.json', subject);
    if (files[BACKGROUND]) expectSmall(files[BACKGROUND], BACKGROUND, subject);
    if (files[CALIBRATION]) expectSmall(files[CALIBRATION], CALIBRATION, subject);
    const { model, body } = await modelFromFiles(files as ModelFiles, card, subject, about);
    await checkWeights(body, network, subject);
    if (body.pipeline) checkMeaning(body.pipeline, subject);
    await checkOpens(body, placing, subject);
    const origin: ModelOrigin = {
      file: 'file' in source ? basename(source.file) : null,
      sha256: await zip.sha256(),
      imported: new Date().toISOString(),
    };
    const { card: own, network: wired, weights, pipeline, onnx, background, calibration } = body;
    return { model, body: new ModelBody({ ...own, origin }, wired, weights, pipeline, onnx, background, calibration) };
  } finally {
    await zip.close();
  }
}

async function readCardFirst(zip: ZipFile, subject: string): Promise<Uint8Array> {
  checkThere(zip, [CARD, ...FILES], subject);
  const size = zip.sizes.get(CARD)!;
  const most = IMPORTED[CARD].bytes;
  if (size > most)
    throw new TensorwireError(subject, `${CARD} has ${size} bytes, at most ${most} can be imported`, { file: CARD });
  return zip.read(CARD);
}

function checkThere({ sizes }: ZipFile, names: readonly string[], subject: string): void {
  const missing = names.find(name => !sizes.has(name));
  if (missing === undefined) return;
  throw new TensorwireError(subject, `${missing} is not in the file: it is not an exported model`, { file: missing });
}

/** Compares the sizes of the entries with the card, and with the available memory. */
function checkSizes({ sizes }: ZipFile, { files }: CardFile, subject: string): void {
  let total = 0;
  for (const name of namesIn(files)) {
    const [there, expected] = [sizes.get(name)!, files[name]!.bytes];
    const problem = `${name} is ${there < expected ? 'truncated' : 'too long'}: ${there} of ${expected} bytes are there`;
    if (there !== expected) throw new TensorwireError(subject, problem, { file: name });
    total += there;
  }
  const most = Math.floor(childMemory(0.5));
  if (total <= most) return;
  throw new TensorwireError(subject, `the model takes ${total} bytes of memory, ${most} can be used`, { limit: most });
}

/** The layers, with the shapes and weights that follow from the catalogue: arithmetic, within its limits. */
async function described({ network }: CardFile, subject: string): Promise<Description> {
  if (network.layers.length > MOST_LAYERS || network.calls.length > MOST_LAYERS)
    throw wrong(subject, `its network has more than ${MOST_LAYERS} layers or calls, which cannot be imported`);
  try {
    const pacer = new Pacer();
    return await describeInTurns(network, () => pacer.breathe());
  } catch (error) {
    throw wrong(subject, `its network is not possible: ${(error as Error).message}`);
  }
}

function checkParameters({ parameters, weights }: CardFile, { parameters: right }: Description, subject: string): void {
  const counted = weights.reduce((sum, { shape }) => sum + elements(shape), 0);
  if (right !== null && right !== counted)
    throw wrong(subject, `its network has ${right} parameters, its weights ${counted}`);
  if (parameters !== counted) throw wrong(subject, `it states ${parameters} parameters, its weights are ${counted}`);
}

/** Checks that each layer's weights exist, have its shapes, and are numbers. */
async function checkWeights({ weights }: ModelBody, { layers }: Description, subject: string): Promise<void> {
  for (const [id, layer] of Object.entries(layers))
    for (const [name, { shape }] of Object.entries(layer.weights ?? {})) {
      const found = Object.hasOwn(weights, `${id}/${name}`) ? weights[`${id}/${name}`]!.shape : null;
      if (found === null || String(found) !== String(shape))
        throw wrong(
          subject,
          `the weight ${name} of "${layer.label}" must be [${shape}], ${found ? `received [${found}]` : 'it is missing'}`,
        );
    }
  for (const [key, { data }] of Object.entries(weights))
    for (let from = 0; from < data.length; from += PIECE) {
      const at = data.subarray(from, from + PIECE).findIndex(value => !Number.isFinite(value));
      if (at >= 0)
        throw new TensorwireError(
          subject,
          `weights.bin: ${key} holds ${data[from + at]}, from which no answer can be computed`,
          {
            file: 'weights.bin',
          },
        );
      if (from + PIECE < data.length) await pause();
    }
}

/** Opens the model once, before it can replace one that works. */
async function checkOpens(body: ModelBody, placing: PlacementRequest, subject: string): Promise<void> {
  try {
    await expectOpens(body, placing);
  } catch (error) {
    throw new TensorwireError(subject, `the model cannot be opened: ${(error as Error).message}`, {
      file: 'model.onnx',
    });
  }
}

const wrong = (subject: string, what: string): TensorwireError =>
  new TensorwireError(subject, `${CARD}: ${what}`, { file: CARD });
