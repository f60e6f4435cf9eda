/**
 * `npm run bench -- tables [tables] [splits] [methods] [rows]`: networks of our recipes beside boosted trees and RealMLP, on the
 * same splits of the same tables (`mlc_churn,diamonds`; default: those on which nothing was chosen), each on one core, one after the
 * other. Prints log loss or RMSE, mean ranks, ratios and times of the processor. bench/results/tables-ROWS.json keeps each figure, and
 * what is there is not measured again, so that a run that was ended goes on and a later one may ask for more; remove what has changed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  errorOf,
  type Figures,
  meanError,
  meanSeconds,
  ranks,
  ratio,
  type Splits,
  standardError,
  type Table,
} from './figures';
import { trainOurs } from './ours';
import { recipes } from './recipes';

const TREES = ['lightgbm', 'xgboost', 'catboost', 'histgradientboosting'];
const PEERS = [...TREES, 'realmlp'];
/**
 * Variants were compared on penguins, cars, cells, concrete, car_prices, wa_churn, deliveries, check_times, saratoga,
 * computers, taxi, surveys, crashes and steps: their results say nothing about the quality of the chosen one.
 */
const REPORTED =
  'mlc_churn,credit_data,diamonds,loans,flights,hpc_data,stackoverflow,hotel_rates,attrition,ames,lending_club,Sacramento,mpg';

const [tables = REPORTED, splits = '5', methods = `${PEERS.join()},plain,table`, rows = '5000'] = process.argv.slice(2);
const root = join(__dirname, '../..');
const folder = join(root, '.cache/bench/tables-data');
const python = process.env.BENCH_PYTHON ?? 'python3';
const asked = (program: string, ...args: string[]): string =>
  execFileSync(python, [join(__dirname, program), ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** table → method → split → figures */
type Found = Record<string, Record<string, Record<string, Figures>>>;
const file = join(root, `bench/results/tables-${rows}.json`);
const kept = (): Found =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { tables: Found }).tables : {};

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(root, 'bench/results'), { recursive: true });
  asked('tables.py', folder, rows, splits, ...tables.split(','));
  const all: Splits[] = [];
  for (const name of tables.split(',')) {
    const about = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Table;
    const ofTable: Record<string, Figures[]> = {};
    for (const method of methods.split(',')) {
      ofTable[method] = await splitsOf(name, method, about);
      console.log(line(name, method, ofTable[method]));
    }
    all.push(ofTable);
  }
  summary(all);
}

/** Measures the splits that have no stored figures yet. */
async function splitsOf(name: string, method: string, about: Table): Promise<Figures[]> {
  const before = kept()[name]?.[method] ?? {};
  const wanted = Array.from({ length: Number(splits) }, (_, split) => String(split));
  const missing = wanted.filter(split => !before[split]);
  const files = missing.map(split => `${name}-${split}`);
  const figures =
    missing.length === 0 ? [] : PEERS.includes(method) ? peer(method, files) : await ours(method, about, files);
  const found = { ...before, ...Object.fromEntries(missing.map((split, i) => [split, figures[i]!])) };
  const all = kept(); // another run may have written meanwhile
  const tables = { ...all, [name]: { ...all[name], [method]: found } };
  writeFileSync(file, `${JSON.stringify({ date: new Date().toISOString(), rows: Number(rows), tables }, null, 2)}\n`);
  return wanted.map(split => found[split]!);
}

/** A process for all splits of a table: a Python program takes seconds to start. */
const peer = (method: string, files: readonly string[]): Figures[] =>
  asked('peers.py', method, folder, ...files)
    .trim()
    .split('\n')
    .map(text => JSON.parse(text) as Figures);

async function ours(method: string, about: Table, files: readonly string[]): Promise<Figures[]> {
  const recipe = recipes[method];
  if (!recipe)
    throw new Error(`a method must be one of ${[...PEERS, ...Object.keys(recipes)].join(', ')}, received ${method}`);
  const figures: Figures[] = [];
  for (const file of files) figures.push(await trainOurs(recipe, about, join(folder, `${file}.csv`)));
  return figures;
}

function line(table: string, method: string, splits: readonly Figures[]): string {
  const accuracy =
    splits[0]?.accuracy === undefined ? '' : ` accuracy ${mean(splits.map(s => s.accuracy!)).toFixed(3)}`;
  const error = `${meanError(splits).toPrecision(4)} ± ${standardError(splits).toPrecision(2)}`;
  return `${table.padEnd(14)} ${method.padEnd(22)} ${error}${accuracy} ${meanSeconds(splits).toFixed(1)} s`;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function summary(all: readonly Splits[]): void {
  const names = methods.split(',');
  const rankOf = all.map(ranks);
  const trees = names.filter(name => TREES.includes(name));
  console.log('\nmethod: mean rank, error by the best of the trees (geometric mean), worst of these, seconds');
  for (const name of names) {
    const worst = Math.max(...all.map(table => ratio([table], name, trees)));
    const figures = [
      mean(rankOf.map(rank => rank[name]!)).toFixed(2),
      ratio(all, name, trees).toFixed(3),
      worst.toFixed(3),
      mean(all.map(table => meanSeconds(table[name]!))).toFixed(1),
    ];
    console.log([name.padEnd(22), ...figures].join('  '));
  }
  const broken = all.flatMap(table => Object.values(table).flat()).filter(figures => Number.isNaN(errorOf(figures)));
  if (broken.length > 0) throw new Error(`${broken.length} figures are no numbers`);
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
