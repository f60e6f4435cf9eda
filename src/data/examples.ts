import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { badArgument } from '../errors';
import type { RawTable } from './raw';
import { readTable } from './read';

/** What the package's `data/` holds. */
export const EXAMPLES = ['penguins', 'cars'] as const;

/** A table from the package's own `data/`. */
export async function exampleData(name: string): Promise<RawTable> {
  return readTable({ file: exampleFile(name) });
}

/** The full path of an example's file. Only the names of the list are accepted. */
export function exampleFile(name: string): string {
  const known = EXAMPLES.find(example => example === name);
  if (known === undefined) throw badArgument('dataset', 'example', EXAMPLES.join(' or '), name);
  return join(dataFolder(), `${known}.csv`);
}

/** `data/` stands beside `dist/` in the package and beside `src/` in the repository. */
function dataFolder(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const data = join(folder, 'data');
    if (existsSync(join(data, 'penguins.csv'))) return data;
  }
  throw new Error(`the package's folder data/ was not found from ${__dirname}`);
}
