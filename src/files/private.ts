import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { absolute, type FilePlaces, isInside, realPath } from './places';

/** Files that no route shows: hidden files, Node-RED's own, the contents of stores, and kernel files. */

/** Names of Node-RED's own files, including backup suffixes. */
const OWN = [/^flows.*\.json/, /^flow\.json/, /_cred\.json/, /^settings\.[cm]?js/, /^settings\.json/];
/** Folders of userDir with Node-RED's flow context and library. */
const OWN_FOLDERS = ['context', 'lib'];
/** Not regular files: memory, devices and the environment of processes. */
const KERNEL = ['/proc', '/sys', '/dev'];

/**
 * Normalizes what file systems may ignore or treat as equal: case, width, invisible characters, periods and spaces at
 * the end.
 */
const plain = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '')
    .split(':', 1)[0]!
    .replace(/[. ]+$/, '')
    .toLowerCase();

/** Is the path private, either as requested or as resolved on the disk? */
export function isPrivatePath(places: FilePlaces, path: string): boolean {
  const { userDir, allowed } = places;
  if (KERNEL.some(folder => isInside(folder, path))) return true;
  // The chosen folders may themselves be inside a hidden one, such as ~/.node-red.
  const chosen = [userDir, ...(allowed ?? []).map(folder => absolute(places, folder))];
  const bases = [...chosen, ...chosen.map(realPath)].filter(base => isInside(base, path));
  const base = bases.sort((a, b) => b.length - a.length)[0] ?? sep;
  const names = relative(base, path).split(/[\\/]/).map(plain);
  if (names.some(name => name.startsWith('.') || OWN.some(pattern => pattern.test(name)))) return true;
  const folders = [...OWN_FOLDERS.map(folder => join(userDir, folder)), ...places.own, ...places.stores];
  return folders.some(folder => isInside(lower(folder), lower(path)) || isInside(realPath(folder), path));
}
const lower = (path: string): string => path.split(sep).map(plain).join(sep);

/** Entries of userDir among which other names of a file are searched: some tenths of a second. */
const MOST_ENTRIES = 50_000;

/**
 * Is this file a private one of userDir or of a store, under another name? A hard link has no target path to compare.
 * If there are too many files to search, it counts as one.
 */
export function isPrivateByLink(places: FilePlaces, { nlink, dev, ino }: Stats): boolean {
  if (nlink < 2) return false;
  const isIt = (file: string): boolean => {
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats !== undefined && stats.dev === dev && stats.ino === ino;
  };
  if (places.own.some(isIt)) return true;
  const folders = [places.userDir, ...places.stores];
  let left = MOST_ENTRIES;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop())
    for (const entry of entriesOf(folder)) {
      if (left-- === 0) return true;
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !isPackages(entry.name)) folders.push(path);
      else if ((entry.isFile() || entry.isSymbolicLink()) && isIt(path) && isPrivatePath(places, path)) return true;
    }
  return false;
}

/** Installed packages: as public as the registry, and linked to each other by package managers. */
const isPackages = (name: string): boolean => name === 'node_modules';

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // it was removed, or is not accessible: nothing in it can be shown either
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
