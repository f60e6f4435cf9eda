import { createHash } from 'node:crypto';
import { setImmediate as pause } from 'node:timers/promises';
import * as z from 'zod';
import { Problem } from '../errors';
import { parseJson } from '../parse-json';
import { elements } from '../shape';
import type { ModelCard, NetworkSpec } from '../spec';
import { anything, network, task } from './network-schema';

/** The files of every saved model, besides its card and one of the next two. */
export const FILES = ['model.onnx', 'weights.bin', 'pipeline.json'] as const;
/** The network and the list of its weights: for TensorFlow.js and Keras, or for Keras only. */
export const TOPOLOGIES = ['model.json', 'keras.json'] as const;
/** The training rows that the model keeps, if it keeps any. */
export const BACKGROUND = 'background.json' as const;
/** The calibration, if there is one. */
export const CALIBRATION = 'calibration.json' as const;
type Always = (typeof FILES)[number];
type Sometimes = (typeof TOPOLOGIES)[number] | typeof BACKGROUND | typeof CALIBRATION;
export type FileName = Always | Sometimes;
export const CARD = 'card.json';

/** A value for each file of a model. */
type OfFiles<T> = Readonly<Record<Always, T> & Partial<Record<Sometimes, T>>>;
export type ModelFiles = OfFiles<Uint8Array>;
/** Length and SHA-256 of each file. */
export type Checksums = OfFiles<Checksum>;
interface Checksum {
  readonly bytes: number;
  readonly sha256: string;
}

/** A value for each file, by its name. Every file that a model always has must be among them. */
export function ofFiles<T>(entries: readonly (readonly [FileName, T])[]): OfFiles<T> {
  const found: Partial<Record<FileName, T>> = Object.fromEntries(entries);
  return found as OfFiles<T>;
}

/** The names of the files that exist. */
export const namesIn = (of: OfFiles<unknown>): readonly FileName[] =>
  ([...FILES, ...TOPOLOGIES, BACKGROUND, CALIBRATION] as const).filter(name => of[name] !== undefined);

/**
 * `card.json`: the model's card, its network as wired, and the checksums (length and SHA-256) of the other files. Its own
 * `sha256`, over all other fields, shows whether the card was changed.
 */
export interface CardFile extends ModelCard {
  readonly format: 1;
  readonly model: string;
  readonly network: NetworkSpec;
  /** the contents of `weights.bin`, in order, float32 little-endian without gaps */
  readonly weights: readonly { readonly key: string; readonly shape: readonly number[] }[];
  readonly files: Checksums;
  /** why there is `keras.json` and no `model.json`: what TensorFlow.js lacks or reads differently */
  readonly notInTensorFlowJs?: readonly string[];
}

const strings = z.array(z.string());
// JSON has no NaN: a metric that is not defined is read back as null.
const metric = z
  .number()
  .nullable()
  .transform(v => v ?? Number.NaN);
const checksum = z.looseObject({ bytes: z.number().int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

const origin = z.looseObject({
  file: z.string().nullable(),
  sha256: z.string(),
  imported: z.string(),
  program: z.string().optional(),
});

const folds = z.looseObject({
  count: z.number().int().min(2),
  metrics: z.record(z.string(), z.looseObject({ mean: metric, std: metric })),
  ensemble: z.literal(true).optional(),
});

const cardFile = z
  .looseObject({
    format: z.literal(1),
    model: z.string(),
    task: task.nullable(),
    targets: strings,
    parameters: z.number(),
    engine: z.string(),
    metrics: z.record(z.string(), metric),
    history: z.record(z.string(), z.array(metric)),
    chosen: strings.optional(),
    historyEvery: z.number().int().min(2).optional(),
    leaks: z.array(z.looseObject({ column: z.string(), target: z.string(), strength: z.number() })).optional(),
    folds: folds.optional(),
    settings: anything,
    data: z.looseObject({ fingerprint: z.string(), rows: z.number(), source: z.string() }),
    background: z.number().int().min(1).optional(),
    seed: z.number(),
    created: z.string(),
    versions: z.record(z.string(), z.string()),
    network,
    weights: z.array(z.object({ key: z.string(), shape: z.array(z.number().int().min(0)) })),
    files: z.looseObject({
      ...{ 'model.onnx': checksum, 'weights.bin': checksum, 'pipeline.json': checksum },
      ...{ 'model.json': checksum.optional(), 'keras.json': checksum.optional() },
      ...{ [BACKGROUND]: checksum.optional(), [CALIBRATION]: checksum.optional() },
    }),
    notInTensorFlowJs: strings.optional(),
    origin: origin.optional(),
  })
  .superRefine(({ weights, files }, context) => {
    // Sizes are compared with each other before memory is allocated for any of them.
    const numbers = weights.reduce((sum, { shape }) => sum + elements(shape), 0);
    if (numbers * 4 === files['weights.bin'].bytes) return;
    const message = `has ${numbers} numbers, but weights.bin ${files['weights.bin'].bytes} bytes`;
    context.addIssue({ code: 'custom', path: ['weights'], message });
  });

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

export function writeCard(card: CardFile): string {
  const sha256 = digest(JSON.stringify(card));
  return `${JSON.stringify({ ...card, sha256 }, null, 2)}\n`;
}

/** Reads the card, or throws an error that says how the file is damaged. */
export function readCard(bytes: Uint8Array): CardFile {
  const damaged = (how: string): Problem =>
    new Problem(`${CARD} ${how}. Save or import the model again`, { file: CARD });
  const { sha256, ...rest } = anything.catch({}).parse(parseJson(bytes, CARD));
  if (typeof sha256 !== 'string') throw damaged('has no SHA-256: it is not the card of a saved model');
  if (digest(JSON.stringify(rest)) !== sha256)
    throw damaged('was changed after the model was saved (its SHA-256 differs)');
  const parsed = cardFile.safeParse(rest);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw damaged(
    `was damaged, or written by another version of this palette: ${issue!.path.join('.')}: ${issue!.message}`,
  );
}

/** Bytes between pauses: some milliseconds of hashing. */
const PIECE = 1024 * 1024;

/** SHA-256 of bytes, without blocking the event loop. */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += PIECE) {
    hash.update(bytes.subarray(at, at + PIECE));
    if (at + PIECE < bytes.length) await pause();
  }
  return hash.digest('hex');
}

export async function checksumsOf(files: ModelFiles): Promise<Checksums> {
  const checksums: [FileName, Checksum][] = [];
  for (const name of namesIn(files)) {
    const bytes = files[name]!;
    checksums.push([name, { bytes: bytes.length, sha256: await sha256Of(bytes) }]);
  }
  return ofFiles(checksums);
}

/** Compares each file with its checksum. */
export async function verifyFiles(files: ModelFiles, checksums: Checksums): Promise<void> {
  for (const name of namesIn(checksums)) {
    const { bytes, sha256 } = checksums[name]!;
    const file = files[name];
    const received = file?.length ?? 0;
    const problem = !file
      ? `${name} is missing`
      : received < bytes
        ? `${name} is truncated: ${received} of ${bytes} bytes are there`
        : received > bytes || (await sha256Of(file)) !== sha256
          ? `${name} was changed after the model was saved (its SHA-256 differs)`
          : undefined;
    if (problem) throw new Problem(`${problem}. Save or import the model again`, { file: name });
  }
}
