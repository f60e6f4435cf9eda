import { createHash } from 'node:crypto';
import type { Pacer } from './pace';
import type { Column } from './types';

const PIECE = 512 * 1024;

/** SHA-256 over names, types, labels, shapes and bytes: equal data, equal print. */
export async function fingerprint(columns: readonly Column[], pacer: Pacer): Promise<string> {
  const hash = createHash('sha256');
  for (const { name, type, labels, shape, data } of columns) {
    hash.update(JSON.stringify([name, type, labels ?? null, shape ?? null, data.length]));
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    for (let at = 0; at < bytes.length; at += PIECE) {
      hash.update(bytes.subarray(at, at + PIECE));
      await pacer.breathe();
    }
  }
  return hash.digest('hex');
}
