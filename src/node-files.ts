import { createHash } from 'node:crypto';
import { open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from './make-folder';

/** Files of nodes, one each, in a folder of `tensorwire` in Node-RED's userDir. */

const folderIn = (userDir: string, folder: string): string => join(userDir, 'tensorwire', folder);
const nameFor = (node: string): string => createHash('sha256').update(node).digest('hex').slice(0, 32);

/** The file of a node. Its id may contain any characters. */
export const nodeFile = (userDir: string, folder: string, node: string): string =>
  join(folderIn(userDir, folder), nameFor(node));

/** The name of a file while it is being written. */
export const beingWritten = (file: string): string => `${file}.new`;

/** The file beside a checkpoint that has the finished folds of a cross-validation. */
export const foldsPart = (file: string): string => `${file}.folds`;

/** The file beside a checkpoint that has the order of a training on a cluster, which goes on by itself. */
export const orderPart = (file: string): string => `${file}.order`;

/** Writes a short text, atomically, readable for Node-RED's own user only. */
export async function writeNodeFile(file: string, text: string): Promise<void> {
  await makeFolder(dirname(file));
  const handle = await open(beingWritten(file), 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beingWritten(file), file);
}

export const removeNodeFile = async (file: string): Promise<void> => {
  for (const path of [file, beingWritten(file)]) await rm(path, { force: true });
};

/** Marks the node as present until now: the time of its absence starts here. */
export async function touchNodeFile(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now);
}

/** A node may be absent for a while: its flow is disabled, or another project is open. */
const AWAY_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * The file was renamed or removed since its folder was listed: by a write of its node, or by another Node-RED's sweep.
 */
const missing = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT') return null;
  throw error;
};

/** Removes the files of nodes that have been absent for a week, and partial files of killed processes. */
export async function removeOrphaned(userDir: string, folder: string, nodes: Iterable<string>): Promise<void> {
  const path = folderIn(userDir, folder);
  const files = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  const known = new Set([...nodes].map(nameFor));
  for (const file of files) {
    const [node] = /^[0-9a-f]{32}(?=(\.folds|\.order)?(\.new)?$)/.exec(file) ?? [];
    if (node === undefined || known.has(node)) continue;
    const stats = await stat(join(path, file)).catch(missing);
    if (stats !== null && Date.now() - stats.mtimeMs > AWAY_MS) await rm(join(path, file), { force: true });
  }
}
