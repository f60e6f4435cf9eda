import { basename } from 'node:path';
import { Problem } from '../../errors';
import type { FileSource } from '../../files';
import { count } from '../error-text';
import { Pacer } from '../pace';
import { type Decoded, decoded, type Encoding } from './encoding';
import { openFile } from './open-file';

export const DEFAULT_SIZE_LIMIT = 1024 ** 3;
/** The first bytes, from which the kind of text is detected; later pieces may be larger. */
const PIECE = 32 * 1024;

/**
 * UTF-8 text in pieces that end between two characters, without the byte order mark. A piece is valid until the next
 * one is requested.
 */
export interface TextPieces {
  readonly source: string;
  readonly pieces: AsyncIterable<Buffer>;
  /** approximate bytes, if memory for all of it may be allocated at once, because no event loop waits */
  readonly size?: number;
  /** how it was decoded; complete when all pieces were read */
  readonly found: Readonly<Decoded>;
}

export interface TextOptions {
  /** bytes */
  readonly sizeLimit: number;
  /** bytes read at a time after the first piece; default: 32 KB, for a process with other work */
  readonly pieceSize?: number;
  /** as in TextPieces */
  readonly size?: number;
  /** of a file or of bytes; default: detected from the bytes */
  readonly encoding?: Encoding;
  /** share read so far, 0 … 1; called for every piece */
  readonly onProgress?: (share: number) => void;
}

/** The text of a file. Nothing is read before the pieces are requested. */
export function fileText(from: FileSource, options: TextOptions): TextPieces {
  const source = basename(from.file);
  return textOf(filePieces(from, options), source, options);
}

/** The text of a message, as a string or as bytes. */
export function messageText(text: string | Uint8Array, source: string, options: TextOptions): TextPieces {
  const { sizeLimit, size, pieceSize = PIECE, onProgress } = options;
  if (text.length > sizeLimit) throw tooLarge(text.length, sizeLimit);
  const pieces = typeof text === 'string' ? stringPieces(text) : bytePieces(text, pieceSize);
  const encoding = typeof text === 'string' ? 'utf-8' : options.encoding;
  return textOf(watched(pieces, text.length, onProgress), source, { size, encoding });
}

function textOf(
  raw: AsyncIterable<Buffer> | Iterable<Buffer>,
  source: string,
  { encoding, size }: Pick<TextOptions, 'encoding' | 'size'>,
): TextPieces {
  const found: Decoded = { encoding: encoding ?? 'utf-8', doubt: null };
  return { source, size, found, pieces: paced(decoded(raw, encoding, found)) };
}

function* watched(pieces: Iterable<Buffer>, size: number, onProgress: TextOptions['onProgress']): Generator<Buffer> {
  let read = 0;
  for (const piece of pieces) {
    yield piece;
    read += piece.length;
    onProgress?.(Math.min(1, read / size));
  }
}

async function* filePieces(
  from: FileSource,
  { sizeLimit, pieceSize = PIECE, onProgress }: TextOptions,
): AsyncGenerator<Buffer> {
  const { handle, stats } = await openFile(from);
  try {
    let piece: Buffer = Buffer.allocUnsafe(PIECE);
    for (let position = 0; ; ) {
      if (position > 0 && piece.length < pieceSize) piece = Buffer.allocUnsafeSlow(pieceSize);
      const { bytesRead } = await handle.read(piece, 0, piece.length, position);
      if (bytesRead === 0) return;
      // A file that is not text is rejected by its first piece, whatever its size.
      if (position > 0 && stats.size > sizeLimit) throw tooLarge(stats.size, sizeLimit);
      position += bytesRead;
      yield piece.subarray(0, bytesRead);
      onProgress?.(Math.min(1, position / stats.size));
    }
  } finally {
    await handle.close();
  }
}

function* bytePieces(bytes: Uint8Array, pieceSize: number): Generator<Buffer> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  yield buffer.subarray(0, PIECE);
  for (let at = PIECE; at < buffer.length; at += pieceSize) yield buffer.subarray(at, at + pieceSize);
}

function* stringPieces(text: string): Generator<Buffer> {
  let at = 0;
  while (at < text.length) {
    const cut = at + PIECE;
    const pair = (text.charCodeAt(cut - 1) & 0xfc00) === 0xd800; // must not split a surrogate pair
    const end = pair ? cut + 1 : cut;
    yield Buffer.from(text.slice(at, end));
    at = end;
  }
}

/** Gives the event loop a turn between pieces. */
async function* paced(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const pacer = new Pacer();
  for await (const piece of pieces) {
    yield piece;
    await pacer.pause();
  }
}

/** All pieces again, including the one that was examined. */
export async function* resumed(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

function tooLarge(bytes: number, limit: number): Problem {
  const inMb = (n: number) => `${count(Math.ceil(n / 1e6))} MB`;
  return new Problem(`has ${inMb(bytes)}, the limit is ${inMb(limit)}`, {
    expected: limit,
    received: bytes,
  });
}
