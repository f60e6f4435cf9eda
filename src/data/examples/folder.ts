import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The full path of a file in `data/`, a sibling of `dist/` in the package and of `src/` in the repository. */
export function dataFile(name: string): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const data = join(folder, 'data');
    if (existsSync(join(data, 'penguins.csv'))) return join(data, name);
  }
  throw new Error(`the package's folder data/ was not found from ${__dirname}`);
}
