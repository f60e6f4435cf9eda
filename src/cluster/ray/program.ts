import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { Problem } from '../../errors';

/** The Python that a job runs: beside `dist/` in the package, and in a source checkout. */
const PACKAGE = 'tensorwire_ray';
const candidates = [join(__dirname, '../python', PACKAGE), join(__dirname, '../../../python', PACKAGE)];

/** Files of a job by name. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** A zip file with the program, the job's files in `job/`, and what the driver needs. The same files give the same bytes. */
export function jobPackage(job: Files, driver: object): Uint8Array {
  const files = {
    ...program(),
    ...Object.fromEntries(Object.entries(job).map(([name, bytes]) => [`job/${name}`, bytes])),
    'cluster.json': strToU8(JSON.stringify(driver)),
  };
  return zipSync(files, { level: 1, mtime: new Date('2020-01-01T00:00:00') });
}

function program(): Record<string, Uint8Array> {
  const folder = candidates.find(existsSync);
  if (folder === undefined) throw new Problem(`the program for Ray is missing: ${candidates[0]}`);
  const names = readdirSync(folder).filter(name => name.endsWith('.py'));
  return Object.fromEntries(
    names.map(name => [`${PACKAGE}/${name}`, new Uint8Array(readFileSync(join(folder, name)))]),
  );
}
