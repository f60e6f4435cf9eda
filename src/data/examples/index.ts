import { badArgument } from '../../errors';
import type { RawTable } from '../raw';
import { readTable } from '../read';
import { readDigits } from './digits';
import { dataFile } from './folder';
import { readTemperature } from './temperature';

const csv = (name: string) => () => readTable({ file: dataFile(`${name}.csv`) });

/** What the package's `data/` holds, and how each is read. */
const READERS = {
  penguins: csv('penguins'),
  cars: csv('cars'),
  digits: readDigits,
  temperature: readTemperature,
};
type Example = keyof typeof READERS;
export const EXAMPLES = Object.keys(READERS) as readonly Example[];

/** A table from the package's own `data/`. Only the names of the list are accepted. */
export async function exampleData(name: string): Promise<RawTable> {
  const known = EXAMPLES.find(example => example === name);
  if (known === undefined) throw badArgument('dataset', 'example', `one of ${EXAMPLES.join(', ')}`, name);
  return READERS[known]();
}
