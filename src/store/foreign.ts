import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Problem } from '../errors';
import { type FileSource, fileToRead, openToRead } from '../files';
import { HDF5 } from '../hdf5';
import { type ForeignFile, shardsOf } from '../keras';
import { childMemory } from '../process/memory';
import type { ZipFile } from './zip';

/** Which kind of file a model is in, by its first bytes. */
export type Kind = 'zip' | 'h5' | 'json' | 'pickle' | 'unknown';

export async function kindOf(source: Uint8Array | FileSource): Promise<Kind> {
  const first = 'file' in source ? await start(source) : source.subarray(0, 16);
  const begins = (bytes: readonly number[]): boolean => bytes.every((byte, i) => first[i] === byte);
  if (begins([0x50, 0x4b])) return 'zip';
  if (begins(HDF5)) return 'h5';
  // protocols 2 to 5 of Python's pickle begin with their number
  if (first[0] === 0x80 && first[1]! >= 2 && first[1]! <= 5) return 'pickle';
  return /^\s*\{/.test(Buffer.from(first).toString('latin1')) ? 'json' : 'unknown';
}

async function start(source: FileSource): Promise<Uint8Array> {
  const handle = await openToRead(source);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(16), 0, 16, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

export const pickle = (): Problem =>
  new Problem(
    'is a pickle of Python, which runs code of the file when it is opened, so it is not read. Save the model in Keras (model.save("model.keras"))',
    { received: 'pickle' },
  );

/** A `.keras` file, or a zipped model of TensorFlow.js; null: it is neither. */
export async function foreignIn(zip: ZipFile): Promise<ForeignFile | null> {
  const names = [...zip.sizes.keys()];
  const total = [...zip.sizes.values()].reduce((sum, size) => sum + size, 0);
  const read = async (name: string): Promise<Uint8Array> => {
    checkSize(total);
    return zip.read(name);
  };
  if (zip.sizes.has('config.json') && names.some(name => name.startsWith('model.weights'))) {
    if (!zip.sizes.has('model.weights.h5'))
      throw new Problem(
        `has its weights in ${names.find(name => name.startsWith('model.weights'))}; only model.weights.h5 can be read. Save it by model.save("model.keras")`,
      );
    const metadata = zip.sizes.has('metadata.json') ? await read('metadata.json') : null;
    return { kind: 'keras', config: await read('config.json'), metadata, weights: await read('model.weights.h5') };
  }
  if (names.some(name => /(^|\/)data\.pkl$/.test(name))) throw pickle();
  if (names.some(name => /(^|\/)saved_model\.pb$/.test(name)))
    throw new Problem(
      'is a SavedModel of TensorFlow, which has no layers. Save it in Keras: model.save("model.keras")',
    );
  const model = names.filter(name => /(^|\/)model\.json$/.test(name) && !name.startsWith('__MACOSX/'));
  if (model.length !== 1 || zip.sizes.has('pipeline.json')) return null;
  const folder = model[0]!.slice(0, -'model.json'.length);
  const bytes = await read(model[0]!);
  const shards: Uint8Array[] = [];
  for (const name of shardsOf(bytes)) {
    if (!zip.sizes.has(folder + name)) throw new Problem(`${name}, which model.json names, is not in the file`);
    shards.push(await read(folder + name));
  }
  return { kind: 'tfjs', model: bytes, shards };
}

/** `model.json` of TensorFlow.js with the shards beside it, or an HDF5 file. */
export async function foreignFile(source: Uint8Array | FileSource, kind: 'h5' | 'json'): Promise<ForeignFile> {
  const bytes = await allOf(source);
  if (kind === 'h5') return { kind: 'h5', bytes };
  const names = shardsOf(bytes);
  if (!('file' in source))
    throw new Problem(
      `needs its weights (${names.slice(0, 3).join(', ')}): put model.json and them into one zip file, and import that`,
    );
  const shards: Uint8Array[] = [];
  let total = bytes.length;
  for (const name of names) {
    if (basename(name) !== name || name.startsWith('.'))
      throw new Problem(`model.json names ${name}, which is no file beside it`);
    const file = join(dirname(source.file), name);
    if (source.rules) fileToRead(source.rules.places, file);
    const shard = await allOf({ ...source, file }, total);
    total += shard.length;
    shards.push(shard);
  }
  return { kind: 'tfjs', model: bytes, shards };
}

/** A folder with a `model.json` stands for that file. */
export async function fileMeant(source: FileSource): Promise<FileSource> {
  try {
    const names = await readdir(source.file);
    if (names.includes('model.json')) return { ...source, file: join(source.file, 'model.json') };
  } catch (error) {
    if (['ENOTDIR', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return source;
    throw error;
  }
  throw new Problem('is a folder without a model.json');
}

/**
 * The whole file in shared memory, which the thread that reads it does not copy. `before`: bytes of the model's other files
 * that were read already.
 */
async function allOf(source: Uint8Array | FileSource, before = 0): Promise<Uint8Array> {
  if (!('file' in source)) {
    checkSize(source.length);
    const copy = new Uint8Array(new SharedArrayBuffer(source.length));
    copy.set(source);
    return copy;
  }
  const handle = await openToRead(source);
  try {
    const { size } = await handle.stat();
    checkSize(before + size);
    const bytes = new Uint8Array(new SharedArrayBuffer(size));
    for (let at = 0; at < size; ) {
      const { bytesRead } = await handle.read(bytes, at, Math.min(size - at, 2 ** 22), at);
      if (bytesRead === 0) throw new Problem('became shorter while it was read');
      at += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

function checkSize(size: number): void {
  const most = Math.floor(childMemory(0.25)); // once as a file, once as weights, and once as the new model's files
  if (size > most) throw new Problem(`has ${size} bytes, at most ${most} can be imported here`, { limit: most });
}
