/** Prints the tables' encoded splits, all seeds, as JSON: what tables.py trains Keras on. */
import { encoded, SEEDS, SETTINGS, TARGETS, type TableName, table } from '../training/table-samples';

async function main(): Promise<void> {
  const names = Object.keys(TARGETS) as TableName[];
  const tables: Record<string, unknown[]> = {};
  for (const name of names)
    tables[name] = await Promise.all(
      SEEDS.map(async seed => {
        const dataset = await table(name, seed);
        const part = (split: 'train' | 'validation' | 'test') => {
          const { x, y } = encoded(dataset, split);
          return { x: Array.from(x.data), y: Array.from(y.data), rows: x.shape[0] };
        };
        return { seed, train: part('train'), validation: part('validation'), test: part('test') };
      }),
    );
  process.stdout.write(JSON.stringify({ settings: SETTINGS, tables }));
}
void main();
