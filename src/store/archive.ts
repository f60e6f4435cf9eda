import { setImmediate as pause } from 'node:timers/promises';
import { strToU8, Zip, ZipDeflate, ZipPassThrough } from 'fflate';

const PIECE = 1024 * 1024;

/** One zip file with these entries. Numbers hardly compress and are stored; `.json` is deflated. */
export async function pack(entries: Readonly<Record<string, Uint8Array | string>>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const zip = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
  });
  for (const [name, content] of Object.entries(entries)) {
    const bytes = typeof content === 'string' ? strToU8(content) : content;
    const entry = name.endsWith('.json') ? new ZipDeflate(name) : new ZipPassThrough(name);
    zip.add(entry);
    for (let at = 0; at < bytes.length || at === 0; at += PIECE) {
      entry.push(Uint8Array.from(bytes.subarray(at, at + PIECE)), at + PIECE >= bytes.length);
      await pause();
    }
  }
  zip.end();
  return Buffer.concat(parts);
}
