import { isUtf8 } from 'node:buffer';

/** The bytes in one cell of a column. */
export interface Blob {
  readonly row: number;
  readonly bytes: Buffer;
}

/**
 * The meaning of bytes depends on the whole column: a database's BIT(1) is a number, and texts as bytes are texts; if
 * one cell is neither, all become hexadecimal texts.
 */
export function meaningOf(blobs: readonly Blob[]): 'bits' | 'words' | 'bytes' {
  if (blobs.every(({ bytes }) => bytes.length === 1 && bytes[0]! < 2)) return 'bits';
  return blobs.every(({ bytes }) => isUtf8(bytes) && !bytes.includes(0)) ? 'words' : 'bytes';
}
