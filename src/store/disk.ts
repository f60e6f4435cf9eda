import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TensorwireError } from '../errors';

/**
 * Writing so that a reader sees all or nothing: into a temporary folder, synced, then one rename. Whatever fails on the
 * way takes the temporary folder with it.
 */

const TEMPORARY = '.tmp-';
/** Temporary folders older than this belong to a process that was killed while it wrote. */
const ABANDONED_MS = 60 * 60 * 1000;

export const isHidden = (file: string): boolean => file.startsWith('.');
export const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException)?.code ?? '');
/** What rename answers where the target is already there. */
export const isTaken = (error: unknown): boolean => ['EEXIST', 'ENOTEMPTY', 'EPERM', 'ENOTDIR'].includes(codeOf(error));
export const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));

/** Runs `work` with the path of a fresh folder under `root`, which is gone afterwards unless `work` renamed it. */
export async function inTemporary<T>(root: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(root, `${TEMPORARY}${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A file that is on the disk, and not only in its cache, when this returns. */
export async function writeSynced(file: string, bytes: Uint8Array | string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the entries of a folder durable. Windows cannot, and does not need it. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** One file, replaced in one step. */
export async function replaceFile(root: string, file: string, bytes: Uint8Array | string): Promise<void> {
  await inTemporary(root, async folder => {
    const fresh = join(folder, 'file');
    await writeSynced(fresh, bytes);
    await rename(fresh, file);
  });
}

/** Takes a folder away in one step, so that no reader finds half of it, without needing room; it may be gone already. */
export async function removeFolder(root: string, folder: string): Promise<void> {
  const away = join(root, `${TEMPORARY}${randomUUID()}`);
  await rename(folder, away).catch(error => {
    if (!isMissing(error)) throw error;
  });
  await rm(away, { recursive: true, force: true });
}

/** Removes what processes that were killed while they wrote have left. */
export async function removeAbandoned(root: string): Promise<void> {
  for (const entry of await readdir(root).catch(() => [])) {
    if (!entry.startsWith(TEMPORARY)) continue;
    const age = await stat(join(root, entry))
      .then(s => Date.now() - s.mtimeMs)
      .catch(() => 0);
    if (age > ABANDONED_MS) await rm(join(root, entry), { recursive: true, force: true });
  }
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

/** Runs `work`; a failure of the file system becomes a sentence that says what was being done and where. */
export async function onDisk<T>(doing: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (error instanceof TensorwireError || !/^E[A-Z]+$/.test(code)) throw error;
    const reason = REASONS[code] ?? (error as Error).message;
    throw new TensorwireError('store', `${doing} failed because ${reason} (${code}): ${path}`, { code, path });
  }
}
