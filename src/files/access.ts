import { type Stats, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { about, badArgument, Problem, TensorwireError } from '../errors';
import { absolute, type FilePlaces, isInside, realPath } from './places';
import { isPrivateByLink, isPrivatePath } from './private';

/**
 * Which files may be opened, and by whom. A deployed node reads and writes the files that its author names, as
 * Node-RED's own file nodes do. If the administrator names folders, only files in them are allowed, and never a private
 * file. A route never shows private files. Each function returns the path to open.
 */

/** For a deployed node. */
export function fileToRead(places: FilePlaces, path: string, argument = 'file'): string {
  const full = checked(places, path, argument);
  if (places.allowed === null) return full;
  const real = realPath(full);
  checkReadable(places, path, real, argument);
  return real;
}

/** Throws if the administrator has set folders and the file at `real`, the path without links, is not in them. */
export function checkReadable(places: FilePlaces, path: string, real: string, argument = 'file'): void {
  const inside = allowedFolders(places).some(folder => isInside(folder, real));
  if (!inside || isPrivatePath(places, real)) throw notAllowed(places, path, argument);
}

/**
 * For a deployed node. The file is replaced, so a link in its place is not followed; links among its parent folders
 * are.
 */
export function fileToWrite(places: FilePlaces, path: string, argument = 'file'): string {
  const full = checked(places, path, argument);
  const real = join(realPath(dirname(full)), basename(full));
  if (places.allowed === null) return full;
  checkReadable(places, path, real, argument);
  return real;
}

/** For a deployed store: the folder of its models. */
export function folderToUse(places: FilePlaces, path: string, argument = 'folder'): string {
  const full = checked(places, path, argument);
  if (places.allowed === null) return full;
  const real = realPath(full);
  if (!allowedFolders(places).some(folder => isInside(folder, real))) throw notAllowed(places, path, argument);
  return full;
}

/** For a user who looks at data in the editor. The error does not reveal whether a private file exists. */
export const fileToShow = (places: FilePlaces, path: string): string => about('data', () => shown(places, path));

function shown(places: FilePlaces, path: string): string {
  const full = checked(places, path, 'file');
  if (isPrivatePath(places, full)) throw notShown(path);
  const real = realPath(full);
  checkShowable(places, path, real, statSync(real, { throwIfNoEntry: false }));
  return real;
}

/** Throws if the file at `real`, the path without links, must not be shown. */
export function checkShowable(places: FilePlaces, path: string, real: string, stats: Stats | undefined): void {
  if (isPrivatePath(places, real)) throw notShown(path);
  if (places.allowed !== null) checkReadable(places, path, real);
  if (stats && !stats.isFile()) throw new TensorwireError('data', `${path} is not a file`, { argument: 'file' });
  if (stats && isPrivateByLink(places, stats)) throw notShown(path);
}

function checked(places: FilePlaces, path: string, argument: string): string {
  if (path === '' || path.includes('\0')) throw badArgument(argument, 'the path of a file', path);
  return absolute(places, path);
}

const allowedFolders = (places: FilePlaces): string[] =>
  (places.allowed ?? []).map(folder => realPath(absolute(places, folder)));

function notAllowed({ allowed }: FilePlaces, path: string, argument: string): Problem {
  const folders = allowed?.length ? allowed.join(', ') : 'none';
  const expected = `in a folder that the administrator allows (tensorwire.files in settings.js: ${folders})`;
  const { problem, details } = badArgument(argument, expected, path);
  return new Problem(problem, { ...details, forbidden: true });
}

const notShown = (path: string): Problem =>
  new Problem(`${path} is one of Node-RED's own or hidden files, which are not shown`, {
    argument: 'file',
    forbidden: true,
  });
