import { randomUUID } from 'node:crypto';
import { access, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { badArgument, messageOf, Problem } from '../errors';
import { DATA_EXTENSIONS, isDataName, plainName } from './data-files';

/** What happens where a file of that name is there: nothing, it is replaced, or both are kept. */
export const EXISTING = ['refuse', 'replace', 'rename'] as const;
export type Existing = (typeof EXISTING)[number];

/** Data are for the user that runs Node-RED, as models are. */
const OWNER = 0o600;

interface Upload {
  /** where it goes, an absolute path; made if it is not there */
  readonly folder: string;
  readonly name: string;
  readonly existing: Existing;
  /** bytes */
  readonly limit: number;
}

/**
 * Writes what arrives into a file, piece by piece, and gives its name. A reader never sees half of it: it is written under
 * a hidden name and renamed. Null: the name is taken, and nothing was read.
 */
export async function receiveFile(
  { folder, name, existing, limit }: Upload,
  pieces: AsyncIterable<Uint8Array>,
): Promise<string | null> {
  const wanted = checkedName(name);
  const hidden = join(folder, `.${randomUUID()}.part`);
  try {
    await mkdir(folder, { recursive: true });
    await removeParts(folder);
    if (existing === 'refuse' && (await isThere(join(folder, wanted)))) return null;
    await writePieces(hidden, pieces, limit);
    if (existing !== 'replace') return await giveFreeName(hidden, folder, wanted, existing);
    await rename(hidden, join(folder, wanted));
    return wanted;
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`the file could not be written (${messageOf(error)})`, { argument: 'file' });
  } finally {
    await rm(hidden, { force: true });
  }
}

const PART = /^\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.part$/;
/** What did not grow for so long was left by a Node-RED that ended meanwhile. */
const LEFT_MS = 60 * 60 * 1000;

async function removeParts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!PART.test(name)) continue;
    const path = join(folder, name);
    const written = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(), // it is gone: another upload has ended
    );
    // One that cannot be removed, such as another user's, is no reason to refuse an upload.
    if (Date.now() - written > LEFT_MS) await rm(path, { force: true }).catch(() => undefined);
  }
}

/** Bytes of a name: file systems allow 255, and a number may be added. */
const LONGEST_NAME = 240;

/** Letters in which no path and no hidden file hides, and an ending by which it is read. */
function checkedName(name: string): string {
  const plain = plainName(name);
  const right =
    /^[\p{L}\p{N}_(][^\p{C}<>:"/\\|?*]{0,199}$/u.test(plain) &&
    Buffer.byteLength(plain) <= LONGEST_NAME &&
    !/[. ]$/.test(plain) &&
    isDataName(plain);
  if (!right) throw badArgument('file', `the name of a file of data (${DATA_EXTENSIONS.join(', ')})`, plain);
  return plain;
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * Gives the finished file its name, or the next one that is free. Nothing is reserved before, so that an upload that was
 * killed leaves no empty file. Null: the name was taken meanwhile.
 */
async function giveFreeName(
  hidden: string,
  folder: string,
  name: string,
  existing: 'refuse' | 'rename',
): Promise<string | null> {
  const ending = extname(name);
  for (let n = 1; n < 1000; n++) {
    const tried = n === 1 ? name : `${name.slice(0, -ending.length)} (${n})${ending}`;
    if (await takeName(hidden, join(folder, tried))) return tried;
    if (existing === 'refuse') return null;
  }
  throw new Problem(`there are too many files named ${name}`, { argument: 'file', received: name });
}

/** False: the name is taken. A link is made only where there is no file, in one step. */
async function takeName(hidden: string, path: string): Promise<boolean> {
  try {
    await link(hidden, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
  }
  // File systems without links, such as FAT: the name is empty for a moment.
  try {
    await (await open(path, 'wx', OWNER)).close();
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    await rename(hidden, path);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return true;
}

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException)?.code ?? '');

async function writePieces(path: string, pieces: AsyncIterable<Uint8Array>, limit: number): Promise<void> {
  const file = await open(path, 'wx', OWNER);
  try {
    let size = 0;
    for await (const piece of pieces) {
      size += piece.byteLength;
      if (size > limit) throw tooLarge(limit);
      await file.appendFile(piece); // `write` may write only a part
    }
  } finally {
    await file.close();
  }
}

export const tooLarge = (limit: number): Problem =>
  new Problem(
    `the file is larger than the ${Math.round(limit / 2 ** 20)} MB that an upload may have (tensorwire.upload in settings.js); put it into the userDir by other means`,
    { argument: 'file', limit },
  );
