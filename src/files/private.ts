import { readdirSync, type Stats, statSync } from 'node:fs';
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

/** Is this file one of Node-RED's own, under another name? A hard link has no target path to compare. */
export function isPrivateByLink(places: FilePlaces, { nlink, dev, ino }: Stats): boolean {
  if (nlink < 2) return false;
  const { userDir, own } = places;
  const names = readdirSync(userDir).map(name => join(userDir, name));
  return [...names, ...own].some(file => {
    if (!isPrivatePath(places, file)) return false;
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats !== undefined && stats.dev === dev && stats.ino === ino;
  });
}
