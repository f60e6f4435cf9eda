import { randomUUID } from 'node:crypto';
import { read, write } from 'node:fs';
import { type FileHandle, open, statfs, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf, Problem, TensorwireError } from '../errors';

/**
 * Arrays are passed between processes as a parcel in an unlinked file: the file is unlinked as soon as it is open, and
 * the child inherits the descriptor. Nothing is left behind, however either process ends.
 *   uint32 length of the header | header, JSON: { value, arrays: [{ type, length }] } | the arrays' bytes, in sequence
 */
export interface Parcel {
  /** JSON that refers to `arrays` by index */
  readonly value: unknown;
  readonly arrays: readonly Numbers[];
}
export type Numbers = Float64Array | Float32Array | Int32Array | Uint8Array;

export const TYPES = { Float64Array, Float32Array, Int32Array, Uint8Array } as const;
type TypeName = keyof typeof TYPES;
interface Header {
  readonly value: unknown;
  readonly arrays: readonly { readonly type: TypeName; readonly length: number }[];
}

const readAt = promisify(read);
const writeAt = promisify(write);

const PIECE = 4 * 2 ** 20;
const SPARE = 16 * 2 ** 20;

export const parcelBytes = (arrays: readonly Numbers[]): number => arrays.reduce((sum, a) => sum + a.byteLength, 0);

/** Files here are in memory. In a container it is often only 64 MB. */
const MEMORY_FOLDER = '/dev/shm';

/** Is there room for `bytes` more in the in-memory folder? */
export async function fitsInMemory(bytes: number): Promise<boolean> {
  const room = await statfs(MEMORY_FOLDER).then(
    s => s.bavail * s.bsize,
    () => 0,
  );
  return room > bytes + SPARE;
}

/** An unlinked open file: in shared memory if there is room for `bytes`, else in the temporary folder. */
export async function openUnlinked(bytes: number): Promise<FileHandle> {
  if (await fitsInMemory(bytes)) {
    const file = await openNameless(MEMORY_FOLDER).catch(() => null); // it may be read-only
    if (file !== null) return file;
  }
  return openNameless(tmpdir()).catch((error: unknown) => {
    throw new Problem(`cannot open a temporary file in ${tmpdir()} (${messageOf(error)})`);
  });
}

/** Opens a file in this folder and unlinks it. */
export async function openNameless(folder: string): Promise<FileHandle> {
  const path = join(folder, `tensorwire-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

/** Writes a parcel at the start of the file, in pieces, so that the event loop is free in between. */
export async function writeParcel(fd: number, parcel: Parcel, folder = tmpdir()): Promise<void> {
  const parts = [head(parcel), ...parcel.arrays.map(asBytes)];
  await writeBytes(fd, parts, folder);
}

/** Writes bytes at the start of the file, one part after another. Returns their total number. */
export async function writeBytes(fd: number, parts: Iterable<Uint8Array>, folder = tmpdir()): Promise<number> {
  let position = 0;
  try {
    for (const part of parts)
      for (let at = 0; at < part.byteLength; ) {
        const length = Math.min(PIECE, part.byteLength - at);
        const { bytesWritten } = await writeAt(fd, part, at, length, position);
        at += bytesWritten;
        position += bytesWritten;
      }
  } catch (error) {
    throw noRoom(error, folder);
  }
  return position;
}

/** The first `length` bytes of a file, in private memory. */
export const readBytes = (fd: number, length: number): Promise<Uint8Array> => fill(fd, new Uint8Array(length), 0);

/** Reads a parcel, in pieces, into shared memory. */
export async function readParcel(fd: number): Promise<Parcel> {
  const { value, arrays: listed, end } = await readHeader(fd);
  const arrays: Numbers[] = [];
  let position = end;
  for (const { type, length } of listed) {
    const Type = TYPES[type] as new (buffer: SharedArrayBuffer) => Numbers;
    const array = new Type(new SharedArrayBuffer(length * TYPES[type].BYTES_PER_ELEMENT));
    await fill(fd, asBytes(array), position);
    position += array.byteLength;
    arrays.push(array);
  }
  return { value, arrays };
}

/** The header of a parcel, and the offset of its arrays. */
export async function readHeader(fd: number): Promise<Header & { readonly end: number }> {
  const length = new DataView((await fill(fd, new Uint8Array(4), 0)).buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(await fill(fd, new Uint8Array(length), 4))) as Header;
  return { ...header, end: 4 + length };
}

async function fill(fd: number, target: Uint8Array, from: number): Promise<Uint8Array> {
  for (let at = 0; at < target.byteLength; ) {
    const { bytesRead } = await readAt(fd, target, at, Math.min(PIECE, target.byteLength - at), from + at);
    if (bytesRead === 0)
      throw new TensorwireError('train', 'the file between Node-RED and its child process ended too early');
    at += bytesRead;
  }
  return target;
}

function head(parcel: Parcel): Uint8Array {
  const header: Header = {
    value: parcel.value,
    arrays: parcel.arrays.map(a => ({ type: a[Symbol.toStringTag], length: a.length })),
  };
  const json = Buffer.from(JSON.stringify(header));
  const bytes = new Uint8Array(4 + json.byteLength);
  new DataView(bytes.buffer).setUint32(0, json.byteLength, true);
  bytes.set(json, 4);
  return bytes;
}

const asBytes = (array: Numbers): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

function noRoom(error: unknown, folder: string): unknown {
  const full = (error as NodeJS.ErrnoException).code === 'ENOSPC';
  return full ? new Problem(`no room for the data in the folder ${folder}; free some space`) : error;
}
