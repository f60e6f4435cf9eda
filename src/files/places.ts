import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** Where the files of one Node-RED are. */
export interface FilePlaces {
  /** relative paths start here */
  readonly userDir: string;
  /** the folders that the administrator allows (`tensorwire.files` in settings.js); null: any */
  readonly allowed: readonly string[] | null;
  /** Node-RED's own files that may have any name: the flow file, the settings file */
  readonly own: readonly string[];
  /** folders that only stores read and write */
  readonly stores: readonly string[];
}

/** A path as flows give it. */
export const absolute = ({ userDir }: Pick<FilePlaces, 'userDir'>, path: string): string =>
  isAbsolute(path) ? resolve(path) : resolve(userDir, path);

export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/**
 * The path without links and `..`, in the letters that the disk has. Of a path that leads nowhere (yet): as far as it is
 * there. On a disk that is slow to answer this waits, as opening the file does.
 */
export function realPath(path: string): string {
  const full = resolve(path);
  try {
    return realpathSync.native(full);
  } catch {
    const parent = dirname(full);
    return parent === full ? full : join(realPath(parent), basename(full));
  }
}
