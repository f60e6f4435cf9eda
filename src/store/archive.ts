import { setImmediate as pause } from 'node:timers/promises';
import { strToU8, Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { PIECE } from './disk';

/**
 * A zip file of these entries, some of them in pieces themselves, piece by piece. Weights hardly compress, so they are
 * stored; `.json` is deflated.
 */
export async function* pack(
  entries: Readonly<Record<string, Uint8Array | string | readonly Uint8Array[]>>,
): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  const zip = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
  });
  const taken = (): Uint8Array[] => {
    const now = parts;
    parts = [];
    return now;
  };
  for (const [name, content] of Object.entries(entries)) {
    const whole = typeof content === 'string' ? strToU8(content) : content;
    const pieces = whole instanceof Uint8Array ? [whole] : whole;
    const json = name.endsWith('.json');
    const entry = json ? new ZipDeflate(name) : new ZipPassThrough(name);
    const piece = json ? PIECE / 16 : PIECE / 4; // deflate is slow
    zip.add(entry);
    for (const [i, bytes] of pieces.entries())
      for (let at = 0; at < bytes.length || at === 0; at += piece) {
        const last = i === pieces.length - 1 && at + piece >= bytes.length;
        entry.push(Uint8Array.from(bytes.subarray(at, at + piece)), last);
        yield* taken();
        if (bytes.length > piece / 16) await pause();
      }
  }
  zip.end();
  yield* taken();
}

/** All pieces in one buffer. */
export async function gathered(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of pieces) parts.push(part);
  const all = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
    if (part.length > PIECE / 8) await pause();
  }
  return all;
}
