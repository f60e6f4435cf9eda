import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { Problem } from '../../errors';
import { type FileSource, openToRead } from '../../files';

/** Opens a file with data, which the caller closes. Throws a Problem that says why it cannot be read. */
export async function openFile(source: FileSource): Promise<{ readonly handle: FileHandle; readonly stats: Stats }> {
  const { file } = source;
  const handle = await openToRead(source).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof Problem) throw error;
    throw new Problem(`${REASONS[error.code ?? ''] ?? error.message}: ${file}`, { file });
  });
  try {
    const stats = await handle.stat();
    if (stats.isDirectory()) throw new Problem(`is a folder, not a file: ${file}`, { file });
    if (!stats.isFile()) throw new Problem(`is a device or a pipe, not a file: ${file}`, { file });
    return { handle, stats };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'the file does not exist',
  ENOTDIR: 'the file does not exist',
  EACCES: 'the file may not be read by this process',
  EPERM: 'the file may not be read by this process',
  ENAMETOOLONG: 'the file name is too long',
  ERR_INVALID_ARG_VALUE: 'the file name has a NUL character',
};
