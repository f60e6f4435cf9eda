import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * A folder with all above it, as `mkdir` with `recursive` makes it; that one says ENOENT where the disk is read-only, which
 * sends users to look for a folder. Here the error is that of the topmost folder which cannot be made: EROFS, EACCES.
 */
export async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder).catch((again: NodeJS.ErrnoException) => {
      if (again.code !== 'EEXIST') throw again;
    });
  }
}
