import { stat } from 'node:fs/promises';
import { badArgument } from '../../errors';
import { readTable } from '../read';
import type { RawTable } from '../table/raw-table';
import { readDigits } from './digits';
import { dataFile } from './folder';
import { readTemperature } from './temperature';

const csv = (name: string) => () => readTable({ file: dataFile(`${name}.csv`) });

/** The examples in the package's `data/`, and how each is read. */
const READERS = {
  penguins: csv('penguins'),
  cars: csv('cars'),
  digits: readDigits,
  temperature: readTemperature,
};
/** The file of each; of two files the larger one. */
const FILES: Record<keyof typeof READERS, string> = {
  penguins: 'penguins.csv',
  cars: 'cars.csv',
  digits: 'digits-images.idx3-ubyte.gz',
  temperature: 'seattle-weather.csv',
};
type Example = keyof typeof READERS;
export const EXAMPLES = Object.keys(READERS) as readonly Example[];

/** A table of the package's own `data/`, by a name of the list. */
export async function exampleData(name: string): Promise<RawTable> {
  const known = EXAMPLES.find(example => example === name);
  if (known === undefined) throw badArgument('example', `one of ${EXAMPLES.join(', ')}`, name).about('dataset');
  return READERS[known]();
}

/** Bytes of an example's file; 0: no such example. */
export async function exampleSize(name: string): Promise<number> {
  const known = EXAMPLES.find(example => example === name);
  return known === undefined ? 0 : (await stat(dataFile(FILES[known]))).size;
}
