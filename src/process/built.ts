import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A program of `dist/`: it lies beside the built core; in a source checkout, where `npm run build` makes it. */
const candidates = (name: string): [string, string] => [join(__dirname, name), join(__dirname, '../../dist', name)];

/** Its path; null: it is not there. */
export const findProgram = (name: string): string | null => candidates(name).find(existsSync) ?? null;

/** Its path; where it is not there, throws what `missing` makes of the path where it should be. */
export function builtProgram(name: string, missing: (path: string) => Error): string {
  const found = findProgram(name);
  if (found === null) throw missing(candidates(name)[0]);
  return found;
}
