import { setImmediate as pause } from 'node:timers/promises';
import { strToU8, Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { PIECE } from './disk';

/** A zip file of these entries, piece by piece. Weights hardly compress, so they are stored; `.json` is deflated. */
export async function* pack(entries: Readonly<Record<string, Uint8Array | string>>): AsyncGenerator<Uint8Array> {
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
    const bytes = typeof content === 'string' ? strToU8(content) : content;
    const json = name.endsWith('.json');
    const entry = json ? new ZipDeflate(name) : new ZipPassThrough(name);
    const piece = json ? PIECE / 16 : PIECE / 4; // deflate is slow
    zip.add(entry);
    for (let at = 0; at < bytes.length || at === 0; at += piece) {
      entry.push(Uint8Array.from(bytes.subarray(at, at + piece)), at + piece >= bytes.length);
      yield* taken();
      await pause();
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
