import { mkdtemp, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** Can files be created in this folder? It is tried, because access rights do not reveal read-only file systems. */
export async function writable(folder: string): Promise<boolean> {
  try {
    await rm(await mkdtemp(join(folder, '.tensorwire-')), { recursive: true });
    return true;
  } catch {
    return false; // the answer to the question
  }
}

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Bytes of all files in a folder; 0 if it does not exist. */
export async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []); // not there yet
  const sizes = entries
    .filter(entry => entry.isFile())
    .map(
      entry =>
        stat(join(entry.parentPath ?? entry.path, entry.name))
          .then(({ size }) => size)
          .catch(() => 0), // removed meanwhile
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Free bytes in a folder's file system; Infinity if unknown. */
export const freeBytes = (folder: string): Promise<number> =>
  statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => Infinity,
  );
