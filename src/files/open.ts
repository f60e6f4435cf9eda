import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, readlink, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { badArgument } from '../errors';
import { checkReadable, checkShowable } from './access';
import { type FilePlaces, realPath } from './places';

/** Rules for opening a file. Plain JSON, so that it can be sent to the reader process. */
export interface FileRules {
  readonly purpose: 'read' | 'show';
  readonly places: FilePlaces;
}

/** A file to open, and the rules for it; without rules, any file may be opened. */
export interface FileSource {
  readonly file: string;
  readonly rules?: FileRules;
}

/**
 * Opens a file for reading. After a path was checked, the file or a folder above it may be replaced by a link. So the
 * rules are checked again on the open file. Throws the errors of `fs.open`, and a Problem if the rules forbid the file.
 */
export async function openToRead({ file, rules }: FileSource): Promise<FileHandle> {
  const handle = await open(file, 'r');
  if (rules === undefined) return handle;
  try {
    const stats = await handle.stat();
    const real = await realPathOf(handle, stats, file);
    if (rules.purpose === 'show') checkShowable(rules.places, file, real, stats);
    else if (rules.places.allowed !== null) checkReadable(rules.places, file, real);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * The path of the open file. Linux provides it; elsewhere the path is resolved again, and must lead to the open file.
 */
async function realPathOf(handle: FileHandle, open: Stats, file: string): Promise<string> {
  if (process.platform === 'linux') {
    const linked = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => null); // /proc may not be mounted
    if (linked !== null) return linked;
  }
  const real = realPath(file);
  const there = await stat(real).catch(() => null); // gone is as bad as another file
  if (there === null || there.dev !== open.dev || there.ino !== open.ino)
    throw badArgument('file', 'a file that stays in its place while it is opened', file);
  return real;
}

/** A path to write, and the places that limit it; without them, any path may be written. */
export interface FileTarget {
  readonly file: string;
  readonly places?: FilePlaces;
}

/**
 * Runs `work`, which writes the file, with the path of its folder. A folder that was allowed may be a link to another one a
 * moment later. So it is opened, the rules are checked again for the folder that is open, and on Linux `work` gets a path
 * that means this folder, whatever happens to its name. Errors: those of `fs.open`, and a Problem if the
 * rules forbid the file.
 */
export async function inFolderToWrite<T>(
  { file, places }: FileTarget,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = dirname(file);
  if (places === undefined || places.allowed === null) return work(folder);
  const check = (real: string): void => checkReadable(places, file, join(real, basename(file)));
  if (process.platform !== 'linux') {
    check(realPath(folder));
    return work(realPath(folder));
  }
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    const held = `/proc/self/fd/${handle.fd}`;
    check(await readlink(held));
    return await work(held);
  } finally {
    await handle.close();
  }
}
