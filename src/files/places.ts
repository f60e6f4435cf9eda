import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** The places of one Node-RED's files. */
export interface FilePlaces {
  /** base of relative paths */
  readonly userDir: string;
  /** the folders that the administrator allows (`tensorwire.files` in settings.js); null: any */
  readonly allowed: readonly string[] | null;
  /** Node-RED's own files whose names are configurable: the flow file, the settings file */
  readonly own: readonly string[];
  /** folders that only stores read and write */
  readonly stores: readonly string[];
}

/** The absolute form of a path in a flow. */
export const absolute = ({ userDir }: Pick<FilePlaces, 'userDir'>, path: string): string =>
  isAbsolute(path) ? resolve(path) : resolve(userDir, path);

export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/**
 * The path without links and `..`, in the case that is on the disk. If the path does not exist (yet), the existing part
 * is resolved. This blocks while a slow disk answers, as opening the file does.
 */
export function realPath(path: string): string {
  const full = resolve(path);
  try {
    return realpathSync.native(full);
  } catch {
    // it does not exist, or not yet
    const parent = dirname(full);
    return parent === full ? full : join(realPath(parent), basename(full));
  }
}
