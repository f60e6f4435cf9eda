import { setImmediate as pause } from 'node:timers/promises';
import { strToU8, unzipSync, Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { TensorwireError } from '../errors';

/** Larger contents are not a model that this palette could run. */
const LIMIT = 2 * 1024 ** 3;
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

/**
 * The named entries of a zip file, and those of `optional` that are there; entries with other names are never looked at.
 */
export function unpack<N extends string, O extends string = never>(
  bytes: Uint8Array,
  names: readonly N[],
  subject: string,
  optional: readonly O[] = [],
): Record<N, Uint8Array> & Partial<Record<O, Uint8Array>> {
  let total = 0;
  const wanted = new Set<string>([...names, ...optional]);
  const tooLarge = () =>
    new TensorwireError(subject, `the file would unpack to more than ${LIMIT} bytes`, { limit: LIMIT });
  let found: Record<string, Uint8Array>;
  try {
    found = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!wanted.has(name)) return false;
        total += originalSize;
        if (total > LIMIT) throw tooLarge();
        return true;
      },
    });
  } catch (error) {
    if (error instanceof TensorwireError) throw error;
    const problem = `the file is not a complete zip file (${(error as Error).message})`;
    throw new TensorwireError(subject, problem, { expected: 'zip' });
  }
  for (const name of names)
    if (!Object.hasOwn(found, name))
      throw new TensorwireError(subject, `${name} is not in the file: it is not an exported model`, { file: name });
  return found as Record<N, Uint8Array> & Partial<Record<O, Uint8Array>>;
}
