// tensorwire's reading of a file, in one process: the bundle of this file gets FILE TARGET. Prints processor time in
// seconds as JSON: of reading alone, and of reading and making a dataset (types, split, fit).
import { statSync } from 'node:fs';
import { makeDataset, readTable } from '../../src/data';

const [, , file = '', target = ''] = process.argv;
const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

async function main(): Promise<void> {
  const began = processorTime();
  // as src/data/process/child.ts does
  const table = await readTable({ file }, { pieceSize: 2 ** 20, size: statSync(file).size });
  const seconds = processorTime() - began;
  const dataset = await makeDataset(table, { targets: [target] });
  const whole = processorTime() - began;
  const memory = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ rows: dataset.rows, columns: table.columns.length, seconds, whole, memory }));
}

void main();
