import { createHash } from 'node:crypto';
import type { Column } from '../spec';
import type { Pacer } from './pace';

const PIECE = 512 * 1024;

/** SHA-256 over names, types, labels, texts, shapes and bytes: equal data have equal fingerprints. */
export async function fingerprint(columns: readonly Column[], pacer: Pacer): Promise<string> {
  const hash = createHash('sha256');
  for (const { name, type, labels, texts, shape, starts, data } of columns) {
    hash.update(JSON.stringify([name, type, labels ?? null, shape ?? null, data.length]));
    const more = texts === undefined ? [starts ?? []].flat() : [texts.ends, texts.bytes];
    for (const array of [data, ...more]) {
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      for (let at = 0; at < bytes.length; at += PIECE) {
        hash.update(bytes.subarray(at, at + PIECE));
        await pacer.pause();
      }
    }
  }
  return hash.digest('hex');
}
