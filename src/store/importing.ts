import { basename } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { Pacer } from '../data/pace';
import { Problem } from '../errors';
import type { FileSource } from '../files';
import { expectOpens, type PlacementRequest } from '../inference';
import { type ForeignFile, importInThread } from '../keras';
import { type Description, describeInTurns, MOST_LAYERS, withCheckedArguments, withCurrentArguments } from '../network';
import { childMemory } from '../process/memory';
import { elements } from '../shape';
import type { ModelCard, ModelOrigin, NetworkSpec, Pipeline } from '../spec';
import { ModelBody } from '../values/model';
import { version } from '../version';
import {
  BACKGROUND,
  CALIBRATION,
  CARD,
  type CardFile,
  FILES,
  type FileName,
  type ModelFiles,
  namesIn,
  sha256Of,
} from './card';
import { modelFromFiles } from './files';
import { fileMeant, foreignFile, foreignIn, kindOf, pickle } from './foreign';
import { expectSmall, IMPORTED } from './json';
import { checkMeaning } from './pipeline-meaning';
import { readCardApart } from './thread/client';
import { openZip, type ZipFile } from './zip';

/** Numbers checked between pauses: a few milliseconds. */
const PIECE = 2 ** 20;

/** A model from a file: its name, and all of it. */
export interface Read {
  readonly model: string;
  readonly body: ModelBody;
}

/** Reads a model from an untrusted file: an export, or a file of Keras or TensorFlow.js. */
export async function readImport(given: Uint8Array | FileSource, placing: PlacementRequest = {}): Promise<Read> {
  const source = 'file' in given ? await fileMeant(given) : given;
  const kind = await kindOf(source);
  if (kind === 'pickle') throw pickle();
  if (kind === 'h5' || kind === 'json') {
    const file = await foreignFile(source, kind);
    return ofForeign(file, source, await sha256Of(file.kind === 'h5' ? file.bytes : modelOf(file)), placing);
  }
  const zip = await openZip(source);
  try {
    const foreign = zip.sizes.has(CARD) ? null : await foreignIn(zip);
    return await (foreign ? ofForeign(foreign, source, await zip.sha256(), placing) : readExport(zip, source, placing));
  } finally {
    await zip.close();
  }
}

const modelOf = (file: ForeignFile): Uint8Array => (file.kind === 'tfjs' ? file.model : new Uint8Array(0));

/** A model of another program: what its file does not say is empty in the card. */
async function ofForeign(
  file: ForeignFile,
  source: Uint8Array | FileSource,
  sha256: string,
  placing: PlacementRequest,
): Promise<Read> {
  const name = 'file' in source ? basename(source.file) : null;
  const imported = await importInThread(file, name ? `"${name}"` : 'import');
  const { network, weights, pipeline, onnx, parameters, program } = imported;
  const now = new Date().toISOString();
  const card: ModelCard = {
    task: network.outputs.length === 1 ? pipeline.targets[0]!.task : null,
    targets: pipeline.targets.map(target => target.name),
    parameters,
    engine: program,
    metrics: {},
    history: {},
    settings: {},
    data: { fingerprint: '', rows: 0, source: '' },
    seed: 0,
    created: now,
    versions: { tensorwire: version },
    origin: { file: name, sha256, imported: now, program },
  };
  const body = new ModelBody(card, network, weights, pipeline, onnx);
  await checkWeights(body, await described(network, what => new Problem(what)));
  await checkOpens(body, placing);
  return { model: nameFor(name), body };
}

/** The name of a file, without its ending and what a model's name cannot have. */
function nameFor(file: string | null): string {
  const stem = (file ?? '').replace(/\.(keras|h5|hdf5|zip|json)$/i, '');
  const allowed = stem.replaceAll(/[^\p{L}\p{N} _-]+/gu, '_').slice(0, 60);
  return allowed.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '') || 'imported';
}

/**
 * Reads a model from an untrusted file. Each step checks sizes first, and relies only on what the step before has
 * checked.
 */
async function readExport(zip: ZipFile, source: Uint8Array | FileSource, placing: PlacementRequest): Promise<Read> {
  const card = await readCardFirst(zip);
  expectSmall(card, CARD);
  const written = await readCardApart(card);
  const about = { ...written, network: checkedNetwork(written.network) };
  checkThere(zip, namesIn(about.files));
  checkSizes(zip, about);
  const network = await described(about.network, wrong);
  checkParameters(about, network);
  const files: Partial<Record<FileName, Uint8Array>> = {};
  for (const name of namesIn(about.files)) files[name] = await zip.read(name);
  expectSmall(files['pipeline.json']!, 'pipeline.json');
  if (files[BACKGROUND]) expectSmall(files[BACKGROUND], BACKGROUND);
  if (files[CALIBRATION]) expectSmall(files[CALIBRATION], CALIBRATION);
  const { model, body } = await modelFromFiles(files as ModelFiles, card, about);
  await checkWeights(body, network);
  if (body.pipeline) {
    checkMeaning(body.pipeline);
    checkTargets(body.network, body.pipeline);
  }
  await checkOpens(body, placing);
  const origin: ModelOrigin = {
    ...about.origin,
    file: 'file' in source ? basename(source.file) : null,
    sha256: await zip.sha256(),
    imported: new Date().toISOString(),
  };
  const { card: own, network: wired, weights, pipeline, onnx, background, calibration } = body;
  return { model, body: new ModelBody({ ...own, origin }, wired, weights, pipeline, onnx, background, calibration) };
}

async function readCardFirst(zip: ZipFile): Promise<Uint8Array> {
  checkThere(zip, [CARD, ...FILES]);
  const size = zip.sizes.get(CARD)!;
  const most = IMPORTED[CARD].bytes;
  if (size > most) throw new Problem(`${CARD} has ${size} bytes, at most ${most} can be imported`, { file: CARD });
  return zip.read(CARD);
}

function checkThere({ sizes }: ZipFile, names: readonly string[]): void {
  const missing = names.find(name => !sizes.has(name));
  if (missing === undefined) return;
  throw new Problem(`${missing} is not in the file: it is not an exported model`, { file: missing });
}

/** Compares the sizes of the entries with the card, and with the available memory. */
function checkSizes({ sizes }: ZipFile, { files }: CardFile): void {
  let total = 0;
  for (const name of namesIn(files)) {
    const [there, expected] = [sizes.get(name)!, files[name]!.bytes];
    const problem = `${name} is ${there < expected ? 'truncated' : 'too long'}: ${there} of ${expected} bytes are there`;
    if (there !== expected) throw new Problem(problem, { file: name });
    total += there;
  }
  const most = Math.floor(childMemory(0.5));
  if (total <= most) return;
  throw new Problem(`the model takes ${total} bytes of memory, ${most} can be used`, { limit: most });
}

function checkedNetwork(network: NetworkSpec): NetworkSpec {
  if (network.layers.length > MOST_LAYERS) throw wrong(tooMany);
  try {
    return withCheckedArguments(withCurrentArguments(network));
  } catch (error) {
    throw wrong(`its network is not possible: ${(error as Error).message}`);
  }
}

/** Each output predicts targets of the pipeline. */
function checkTargets({ outputs }: NetworkSpec, { targets }: Pipeline): void {
  const names = targets.map(({ name }) => name);
  const unknown = outputs.flatMap(({ target }) => target ?? []).find(name => !names.includes(name));
  if (unknown !== undefined) throw wrong(`its network predicts "${unknown}", which is no target of its pipeline`);
  if (names.length === 0 || outputs.length === 0 || outputs.some(({ target }) => target?.length === 0))
    throw wrong('its network has an output that predicts nothing');
}

/** The layers, with the shapes and weights that follow from the catalogue: arithmetic, within its limits. */
async function described(network: NetworkSpec, problem: (what: string) => Problem): Promise<Description> {
  if (network.layers.length > MOST_LAYERS || network.calls.length > MOST_LAYERS) throw problem(tooMany);
  try {
    const pacer = new Pacer();
    return await describeInTurns(network, () => pacer.pause());
  } catch (error) {
    throw problem(`its network is not possible: ${(error as Error).message}`);
  }
}

function checkParameters({ parameters, weights }: CardFile, { parameters: right }: Description): void {
  const counted = weights.reduce((sum, { shape }) => sum + elements(shape), 0);
  if (right !== null && right !== counted) throw wrong(`its network has ${right} parameters, its weights ${counted}`);
  if (parameters !== counted) throw wrong(`it states ${parameters} parameters, its weights are ${counted}`);
}

/** Checks that each layer's weights exist, have its shapes, and are numbers. */
async function checkWeights({ weights }: ModelBody, { layers }: Description): Promise<void> {
  for (const [id, layer] of Object.entries(layers))
    for (const [name, { shape }] of Object.entries(layer.weights ?? {})) {
      const found = Object.hasOwn(weights, `${id}/${name}`) ? weights[`${id}/${name}`]!.shape : null;
      if (found === null || String(found) !== String(shape))
        throw wrong(
          `the weight ${name} of "${layer.label}" must be [${shape}], ${found ? `received [${found}]` : 'it is missing'}`,
        );
    }
  for (const [key, { data }] of Object.entries(weights))
    for (let from = 0; from < data.length; from += PIECE) {
      const at = data.subarray(from, from + PIECE).findIndex(value => !Number.isFinite(value));
      if (at >= 0)
        throw new Problem(`weights.bin: ${key} holds ${data[from + at]}, from which no answer can be computed`, {
          file: 'weights.bin',
        });
      if (from + PIECE < data.length) await pause();
    }
}

/** Opens the model once, before it can replace one that works. */
async function checkOpens(body: ModelBody, placing: PlacementRequest): Promise<void> {
  try {
    await expectOpens(body, placing);
  } catch (error) {
    throw new Problem(`the model cannot be opened: ${(error as Error).message}`, {
      file: 'model.onnx',
    });
  }
}

const tooMany = `its network has more than ${MOST_LAYERS} layers or calls, which cannot be imported`;
const wrong = (what: string): Problem => new Problem(`${CARD}: ${what}`, { file: CARD });
