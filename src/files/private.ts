import { readdirSync, type Stats, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { absolute, type FilePlaces, isInside, realPath } from './places';

/** Files that nobody looks at through a route: hidden ones, Node-RED's own, what stores keep, and what the kernel shows. */

/** Names of Node-RED's own files, with the endings of their copies. */
const OWN = [/^flows.*\.json/, /^flow\.json/, /_cred\.json/, /^settings\.[cm]?js/, /^settings\.json/];
/** Folders of userDir in which Node-RED keeps what flows remember, and its library. */
const OWN_FOLDERS = ['context', 'lib'];
/** Not files of anybody: memory, devices and the environment of processes. */
const KERNEL = ['/proc', '/sys', '/dev'];

/** Letters that a file system may ignore or take for others: case, width, invisible ones, points and spaces at the end. */
const plain = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '')
    .split(':', 1)[0]!
    .replace(/[. ]+$/, '')
    .toLowerCase();

/** Is this one by its path, as it was asked for or as it is on the disk? */
export function isPrivatePath(places: FilePlaces, path: string): boolean {
  const { userDir, allowed } = places;
  if (KERNEL.some(folder => isInside(folder, path))) return true;
  // The folders that were chosen may themselves lie in a hidden one, as ~/.node-red does.
  const chosen = [userDir, ...(allowed ?? []).map(folder => absolute(places, folder))];
  const bases = [...chosen, ...chosen.map(realPath)].filter(base => isInside(base, path));
  const base = bases.sort((a, b) => b.length - a.length)[0] ?? sep;
  const names = relative(base, path).split(/[\\/]/).map(plain);
  if (names.some(name => name.startsWith('.') || OWN.some(pattern => pattern.test(name)))) return true;
  const folders = [...OWN_FOLDERS.map(folder => join(userDir, folder)), ...places.own, ...places.stores];
  return folders.some(folder => isInside(lower(folder), lower(path)) || isInside(realPath(folder), path));
}
const lower = (path: string): string => path.split(sep).map(plain).join(sep);

/** Is this file, under another name, one of Node-RED's own? A hard link has no target that a path could be held against. */
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
