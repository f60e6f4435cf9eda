import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { absolute, type FilePlaces, isInside, realPath } from './places';
import { isPrivatePath } from './private';

/** A file of data, as the list in a form offers it. */
export interface DataFile {
  /** relative to userDir where it is in it, else absolute */
  readonly file: string;
  /** bytes */
  readonly size: number;
}

/** What tables are read from. */
export const DATA_EXTENSIONS = ['.csv', '.tsv', '.txt', '.xlsx', '.json', '.jsonl', '.ndjson'] as const;
/** Written by npm, and no table. Node-RED reads them: an upload must not replace them. */
const OF_PACKAGES = ['package.json', 'package-lock.json'];
export const isDataName = (name: string): boolean =>
  (DATA_EXTENSIONS as readonly string[]).includes(extname(name).toLowerCase()) &&
  !OF_PACKAGES.includes(name.toLowerCase());

/** Of any folder so much is looked at that a form has its list at once. */
const [DEEPEST, MOST_ENTRIES, MOST_FILES] = [4, 5000, 200];
const PACKAGES = 'node_modules';
/** Paths that are resolved between pauses: some milliseconds. */
const PIECE = 100;

/**
 * The files of data in userDir, or in the folders that the administrator allows, the newest first: those that
 * `fileToShow` would open. Links are not followed.
 */
export async function dataFiles(places: FilePlaces): Promise<DataFile[]> {
  const { allowed, userDir } = places;
  const folders = (allowed ?? [userDir]).map(folder => ({ folder: realPath(absolute(places, folder)), depth: 0 }));
  const found: string[] = [];
  let left = MOST_ENTRIES;
  let resolved = 0;
  for (let next = folders.shift(); next !== undefined && left > 0; next = folders.shift()) {
    const { folder, depth } = next;
    for (const entry of await entriesOf(folder)) {
      if (left-- <= 0) break;
      const isFolder = entry.isDirectory() && depth < DEEPEST && entry.name !== PACKAGES;
      if (!isFolder && !(entry.isFile() && isDataName(entry.name))) continue;
      const path = join(folder, entry.name);
      if (++resolved % PIECE === 0) await pause();
      if (isPrivatePath(places, path)) continue;
      if (isFolder) folders.push({ folder: path, depth: depth + 1 });
      else found.push(path);
    }
  }
  const files = await Promise.all([...new Set(found)].map(async path => ({ path, ...(await sizeAndTime(path)) })));
  return files
    .sort((a, b) => b.time - a.time || a.path.localeCompare(b.path))
    .slice(0, MOST_FILES)
    .map(({ path, size }) => ({ file: nameInFlow(places, path), size }));
}

/** How a flow names a file: relative to userDir, with `/` on every system, so that it means the same elsewhere. */
export function nameInFlow({ userDir }: Pick<FilePlaces, 'userDir'>, path: string): string {
  const home = realPath(userDir);
  const real = realPath(path);
  return isInside(home, real) ? relative(home, real).replaceAll('\\', '/') : path;
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

async function sizeAndTime(path: string): Promise<{ readonly size: number; readonly time: number }> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { size, time: mtimeMs };
  } catch (error) {
    if (isGone(error)) return { size: 0, time: 0 };
    throw error;
  }
}

/** It went away, or is not for us: then there is nothing to offer. */
const isGone = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');

/** A name that a browser gave a file, made one of a file of data here. */
export const plainName = (name: string): string => basename(name.replaceAll('\\', '/'));
