import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Problem, TensorwireError } from '../errors';
import { makeFolder } from '../make-folder';

/**
 * Atomic writes: into a temporary folder, synced, then one rename. If a step fails, the temporary folder is removed.
 */

const TEMPORARY = '.tmp-';
/** Temporary folders older than this were left by a process that was killed while writing. */
const ABANDONED_MS = 60 * 60 * 1000;

export const isHidden = (file: string): boolean => file.startsWith('.');
export const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException)?.code ?? '');
/** The error codes of rename if the target exists. */
export const isTaken = (error: unknown): boolean => ['EEXIST', 'ENOTEMPTY', 'EPERM', 'ENOTDIR'].includes(codeOf(error));
export const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));

/** folders that this process is writing now */
const underWay = new Set<string>();

/** A new folder, until `remove` is called. */
export interface Temporary {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Makes a folder under `root`. What a crash leaves of it is found by `removeAbandoned`. */
export async function openTemporary(root: string): Promise<Temporary> {
  const folder = join(root, `${TEMPORARY}${randomUUID()}`);
  const remove = async (): Promise<void> => {
    underWay.delete(folder);
    await rm(folder, { recursive: true, force: true });
  };
  underWay.add(folder);
  try {
    await makeFolder(folder);
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, remove };
}

/** Runs `work` with the path of a new folder under `root`, which is removed afterwards unless `work` renamed it. */
export async function inTemporary<T>(root: string, work: (folder: string) => Promise<T>): Promise<T> {
  const { folder, remove } = await openTemporary(root);
  try {
    return await work(folder);
  } finally {
    await remove();
  }
}

/** For this user only: a model's files contain the categories of the data. */
const PRIVATE = 0o600;
/** The default mode of new files, for exports. */
export const USUAL = 0o666;

/** Bytes that are read or copied at a time: a millisecond. */
export const PIECE = 4 * 1024 * 1024;

/** Reads a file into shared memory, where a model is used without another copy. */
export async function readShared(file: string): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const bytes = new Uint8Array(new SharedArrayBuffer(size));
    for (let at = 0; at < size; ) {
      const { bytesRead } = await handle.read(bytes, at, Math.min(PIECE, size - at), at);
      if (bytesRead === 0) return bytes.slice(0, at); // the file has become shorter; its checksum will show that
      at += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

type Content = Uint8Array | string | AsyncIterable<Uint8Array>;

/** Writes a file that is on the disk, and not only in the cache, when this returns. */
export async function writeSynced(file: string, bytes: Content, mode = PRIVATE): Promise<void> {
  const handle = await open(file, 'wx', mode);
  try {
    if (typeof bytes === 'string' || ArrayBuffer.isView(bytes)) await handle.writeFile(bytes);
    else for await (const part of bytes) await handle.appendFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Error codes of file systems that cannot sync a folder. */
const NOT_SYNCED = ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** Makes the entries of a folder durable. Windows cannot open a folder, and does not need this. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!NOT_SYNCED.includes(codeOf(error))) throw error;
  } finally {
    await handle.close();
  }
}

/** Replaces one file atomically. */
export async function replaceFile(root: string, file: string, bytes: Content, mode = PRIVATE): Promise<void> {
  await inTemporary(root, async folder => {
    const fresh = join(folder, 'file');
    await writeSynced(fresh, bytes, mode);
    await rename(fresh, file);
    await syncFolder(dirname(file));
  });
}

/** Removes a folder atomically, so that no reader finds half of it, without needing disk space. It may not exist. */
export async function removeFolder(root: string, folder: string): Promise<void> {
  const away = join(root, `${TEMPORARY}${randomUUID()}`);
  await rename(folder, away).catch(error => {
    if (!isMissing(error)) throw error;
  });
  await rm(away, { recursive: true, force: true });
}

/** Removes what processes that were killed while writing have left in a store. */
export async function removeAbandoned(root: string): Promise<void> {
  await sweep(root, entry => entry.startsWith(TEMPORARY));
}

const EXPORTING = new RegExp(`^${TEMPORARY.replaceAll('.', '\\.')}[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`);

/**
 * The same in a folder that others use too: only the leftovers of an export, a folder with our prefix and one file in
 * it.
 */
export async function removeAbandonedExports(folder: string): Promise<void> {
  await sweep(folder, async entry => {
    if (!EXPORTING.test(entry)) return false;
    const inside = await readdir(join(folder, entry)).catch(missingAs<string[]>(['not ours']));
    return inside.every(file => file === 'file');
  });
}

async function sweep(root: string, isOurs: (entry: string) => boolean | Promise<boolean>): Promise<void> {
  for (const entry of await readdir(root).catch(missingAs<string[]>([]))) {
    const path = join(root, entry);
    if (underWay.has(path) || !(await isOurs(entry))) continue;
    const written = await stat(path).then(s => s.mtimeMs, missingAs(Number.POSITIVE_INFINITY));
    if (Date.now() - written > ABANDONED_MS) await rm(path, { recursive: true, force: true });
  }
}

/** Returns `value` if the file does not exist. */
export function missingAs<T>(value: T): (error: unknown) => T {
  return error => {
    if (isMissing(error)) return value;
    throw error;
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'permission was denied',
  EPERM: 'permission was denied',
  ENOENT: 'no such file or folder',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  EMFILE: 'too many files are open',
};

/** Runs `work`. A file system error becomes a sentence that says what was being done, and where. */
export async function onDisk<T>(doing: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (error instanceof Problem || !/^E[A-Z]+$/.test(code)) throw error;
    const reason = REASONS[code] ?? (error as Error).message;
    throw new TensorwireError('store', `${doing} failed because ${reason} (${code}): ${path}`, { code, path });
  }
}
