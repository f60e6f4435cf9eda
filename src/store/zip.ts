import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as pause } from 'node:timers/promises';
import { createInflateRaw } from 'node:zlib';
import { Problem } from '../errors';
import { type FileSource, openToRead } from '../files';

/**
 * Reads untrusted zip files: first the list of entries, then at most as many bytes of an entry as the list says,
 * unpacked outside this thread. Sources: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
 */
export interface ZipFile {
  /** uncompressed size of each entry, according to the list */
  readonly sizes: ReadonlyMap<string, number>;
  /** Reads an entry of the list into shared memory. */
  read(name: string): Promise<Uint8Array>;
  /** Of the whole file, in hexadecimal digits. */
  sha256(): Promise<string>;
  close(): Promise<void>;
}

interface Entry {
  readonly encrypted: boolean;
  /** 0: stored, 8: deflated */
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly header: number;
}

const END = 0x06054b50;
const LISTED = 0x02014b50;
const LOCAL = 0x04034b50;
const [END_BYTES, LISTED_BYTES, LOCAL_BYTES] = [22, 46, 30];
const MOST_COMMENT = 0xffff;
/** A model has five entries; programs that pack folders add some of their own. */
const MOST_LIST = 256 * 1024;
const PIECE = 1024 * 1024;

export async function openZip(source: Uint8Array | FileSource): Promise<ZipFile> {
  const broken = (why: string): Problem =>
    new Problem(`the file is not a complete zip file (${why})`, { expected: 'zip' });
  const bytes = 'file' in source ? await fromFile(source) : fromBytes(source);
  try {
    const entries = await list(bytes, broken);
    return {
      sizes: new Map([...entries].map(([name, { size }]) => [name, size])),
      read: name => unpack(bytes, entries.get(name)!, why => broken(`${name}: ${why}`)),
      sha256: () => digest(bytes),
      close: () => bytes.close(),
    };
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

interface Bytes {
  readonly length: number;
  /** at most `length` bytes */
  read(at: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

const fromBytes = (all: Uint8Array): Bytes => ({
  length: all.length,
  read: async (at, length) => Buffer.from(all.buffer, all.byteOffset, all.length).subarray(at, at + length),
  close: async () => undefined,
});

async function fromFile(source: FileSource): Promise<Bytes> {
  const handle = await openToRead(source);
  const { size } = await handle.stat();
  return {
    length: size,
    async read(at, length) {
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - at)));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
      return buffer.subarray(0, bytesRead);
    },
    close: () => handle.close(),
  };
}

async function digest(bytes: Bytes): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += PIECE) {
    hash.update(await bytes.read(at, PIECE));
    await pause();
  }
  return hash.digest('hex');
}

type Broken = (why: string) => Problem;

/** The list of entries, at the end of the file. */
async function list(bytes: Bytes, broken: Broken): Promise<Map<string, Entry>> {
  const start = Math.max(0, bytes.length - END_BYTES - MOST_COMMENT);
  const tail = await bytes.read(start, END_BYTES + MOST_COMMENT);
  const end = endIn(tail);
  if (end < 0) throw broken('its end is missing');
  const [count, length, at] = [tail.readUInt16LE(end + 10), tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (count === 0xffff || at === 0xffffffff) throw broken('it is larger than 4 GB, or has too many entries');
  if (length > MOST_LIST) throw broken(`its list of entries is longer than ${MOST_LIST / 1024} KB`);
  if (at + length > start + end) throw broken('its list of entries is cut off');

  const listed = await bytes.read(at, length);
  const entries = new Map<string, Entry>();
  let next = 0;
  for (let i = 0; i < count; i++) {
    if (next + LISTED_BYTES > listed.length || listed.readUInt32LE(next) !== LISTED)
      throw broken('its list of entries is damaged');
    const [nameLength, extra, comment] = [28, 30, 32].map(field => listed.readUInt16LE(next + field)) as [
      number,
      number,
      number,
    ];
    const name = listed.toString('utf8', next + LISTED_BYTES, next + LISTED_BYTES + nameLength);
    if (entries.has(name)) throw broken(`it has two entries ${JSON.stringify(name.slice(0, 60))}`);
    entries.set(name, {
      encrypted: (listed.readUInt16LE(next + 8) & 1) === 1,
      method: listed.readUInt16LE(next + 10),
      packed: listed.readUInt32LE(next + 20),
      size: listed.readUInt32LE(next + 24),
      header: listed.readUInt32LE(next + 42),
    });
    next += LISTED_BYTES + nameLength + extra + comment;
  }
  return entries;
}

/** The start of the end record, whose comment reaches to the end of the file. */
function endIn(tail: Buffer): number {
  for (let at = tail.length - END_BYTES; at >= 0; at--)
    if (tail.readUInt32LE(at) === END && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length) return at;
  return -1;
}

async function unpack(bytes: Bytes, entry: Entry, broken: Broken): Promise<Uint8Array> {
  const { method, packed, size } = entry;
  if (entry.encrypted) throw broken('it is encrypted');
  if (method !== 0 && method !== 8) throw broken(`it is packed by the method ${method}`);
  const header = await bytes.read(entry.header, LOCAL_BYTES);
  if (header.length < LOCAL_BYTES || header.readUInt32LE(0) !== LOCAL) throw broken('it is not where the list says');
  const start = entry.header + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (start + packed > bytes.length) throw broken('it is cut off');

  const out = new Uint8Array(new SharedArrayBuffer(size));
  let filled = 0;
  let tooMany: Problem | null = null; // a pipeline reports only that it was stopped
  const fill = async (pieces: AsyncIterable<Buffer>): Promise<void> => {
    for await (const piece of pieces) {
      if (filled + piece.length > size) {
        tooMany = broken(`it has more than the ${size} bytes of the list`);
        throw tooMany;
      }
      out.set(piece, filled);
      filled += piece.length;
    }
  };
  const source = Readable.from(pieces(bytes, start, packed));
  try {
    if (method === 0) await fill(source);
    else await pipeline(source, createInflateRaw({ chunkSize: PIECE / 4 }), fill);
  } catch (error) {
    throw tooMany ?? broken((error as Error).message);
  }
  if (filled < size) throw broken(`it has only ${filled} of the ${size} bytes of the list`);
  return out;
}

async function* pieces(bytes: Bytes, start: number, length: number): AsyncGenerator<Buffer> {
  for (let at = start; at < start + length; ) {
    const piece = await bytes.read(at, Math.min(PIECE, start + length - at));
    if (piece.length === 0) return;
    at += piece.length;
    yield piece;
    await pause(); // data that are already in memory arrive without a pause
  }
}
