import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { Problem } from '../errors';
import { makeFolder } from '../make-folder';
import type { RunCurves, RunRecord } from '../spec';
import { missingAs, replaceFile } from '../store/disk';

/**
 * A run on disk: the folder `<run>` with `run.json`, `curves.json`, and `model/` if no store has its model. Files are
 * replaced atomically, and readable for Node-RED's own user only, because they name columns and sources of the data.
 */

const RECORD = 'run.json';
const CURVES = 'curves.json';
export const MODEL = 'model';

/** Larger files are not read: ours are far smaller. */
const MOST_BYTES = 4 * 1024 * 1024;
/** The name of a run's folder. */
const RUN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const isRun = (name: string): boolean => RUN.test(name);

const text = z.string().max(1000);
const count = z.number().int().min(0);
const numbers = z.record(z.string().max(200), z.number().nullable());
const metrics = numbers.transform(all => Object.fromEntries(Object.entries(all).map(([k, v]) => [k, v ?? Number.NaN])));
const record = z.looseObject({
  format: z.literal(1),
  run: z.string().regex(RUN),
  name: text,
  number: count,
  model: text,
  origin: z.looseObject({ node: text, name: text, flow: text, flowName: text }),
  state: z.enum(['waiting', 'running', 'finished', 'stopped', 'cancelled', 'failed', 'interrupted']),
  process: z.object({ host: text, pid: count, began: text.optional() }).optional(),
  problem: z.string().max(5000).optional(),
  pinned: z.boolean(),
  started: z.iso.datetime(),
  ended: z.iso.datetime().optional(),
  epoch: count,
  epochs: count,
  best: z.looseObject({ epoch: count, metrics }).nullable(),
  metrics: metrics.optional(),
  parameters: count.optional(),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  data: z.looseObject({
    fingerprint: text,
    rows: count,
    validation: count,
    source: z.string().max(5000),
    targets: z.array(z.string()),
  }),
  columns: z
    .array(z.looseObject({ name: text, type: text, scaling: text }))
    .max(1000)
    .optional(),
  versions: z.array(z.looseObject({ store: text, name: text, version: count })),
  modelBytes: count,
});
const column = z.array(z.number().nullable()).max(10_000);
const curves = z.object({ epochs: z.array(count).max(10_000), seconds: column, metrics: z.record(z.string(), column) });

/** The JSON of a file; null: no file. Throws a Problem for one that is not ours. */
async function read<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  const size = await stat(file).then(found => found.size, missingAs<number | null>(null));
  if (size === null) return null;
  if (size > MOST_BYTES) throw new Problem(`${file} has ${size} bytes, and at most ${MOST_BYTES} are read`);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Problem(`${file} cannot be read (${(error as Error).message})`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Problem(`${file} was damaged: ${issue!.path.join('.')}: ${issue!.message}`);
}

export const readRecord = async (folder: string): Promise<RunRecord | null> =>
  (await read(join(folder, RECORD), record)) as RunRecord | null;

export const readCurves = (folder: string): Promise<RunCurves | null> => read(join(folder, CURVES), curves);

async function write(root: string, run: string, file: string, content: object): Promise<void> {
  const folder = join(root, run);
  await makeFolder(folder);
  await replaceFile(root, join(folder, file), JSON.stringify(content));
}
export const writeRecord = (root: string, of: RunRecord): Promise<void> => write(root, of.run, RECORD, of);
export const writeCurves = (root: string, run: string, of: RunCurves): Promise<void> => write(root, run, CURVES, of);

/** Bytes of a run's curves on disk. */
export const bytesOfCurves = (folder: string): Promise<number> =>
  stat(join(folder, CURVES)).then(({ size }) => size, missingAs(0));
