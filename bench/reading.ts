/**
 * `npm run bench -- reading [rows] [rounds]`: tables of 20 columns (numbers, whole numbers, categories, a date) from
 * CSV, JSON lines and JSON, beside pandas: the least CPU time of alternating rounds. Then how long reading blocks
 * Node-RED's thread, by the thread's own CPU time, so that a busy machine does not count.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type * as core from '../src';

const { loadDataset } = require('../dist/core.js') as typeof core;

const TARGET = 'kind';
const COLORS = ['red', 'green', 'blue', 'yellow'];

interface Figures {
  readonly rows: number;
  readonly seconds: number;
  readonly whole?: number;
  readonly memory: number;
}

/** Numbers of 3 decimals, of full precision, whole ones, categories, a date. */
function recordOf(row: number, random: () => number): Record<string, string | number> {
  const record: Record<string, string | number> = { [TARGET]: ['a', 'b', 'c'][row % 3]! };
  for (let i = 0; i < 8; i++) record[`measured ${i}`] = Math.round(random() * 1e6) / 1e3;
  for (let i = 0; i < 3; i++) record[`exact ${i}`] = random();
  for (let i = 0; i < 4; i++) record[`count ${i}`] = Math.floor(random() * 1e5);
  for (let i = 0; i < 3; i++) record[`color ${i}`] = COLORS[Math.floor(random() * 4)]!;
  record.date = new Date(1.7e12 + Math.floor(random() * 1e3) * 864e5).toISOString().slice(0, 10);
  return record;
}

/** The same table in each format; returns the files. */
function writeTables(folder: string, rows: number): string[] {
  const files = ['table.csv', 'table.jsonl', 'table.json'].map(name => join(folder, name));
  const [csv, lines, json] = files.map(file => openSync(file, 'w')) as [number, number, number];
  let seed = 1;
  const random = () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  writeSync(csv, `${Object.keys(recordOf(0, random)).join(',')}\n`);
  for (let row = 0; row < rows; row += 5000) {
    const records = Array.from({ length: Math.min(5000, rows - row) }, (_, i) => recordOf(row + i, random));
    const texts = records.map(record => JSON.stringify(record));
    writeSync(csv, records.map(record => `${Object.values(record).join(',')}\n`).join(''));
    writeSync(lines, `${texts.join('\n')}\n`);
    writeSync(json, (row === 0 ? '[' : ',') + texts.join(','));
  }
  writeSync(json, ']');
  for (const file of [csv, lines, json]) closeSync(file);
  return files;
}

const measure = (program: string, ...args: string[]): Figures =>
  JSON.parse(execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26 })) as Figures;
const least = (all: readonly Figures[], figure: 'seconds' | 'whole'): number =>
  Math.min(...all.map(one => one[figure] ?? Number.POSITIVE_INFINITY));

/** Our reading as one file, as the reader process is one. */
function readerIn(folder: string): string {
  const outfile = join(folder, 'read.cjs');
  buildSync({ entryPoints: [join(__dirname, 'peers/read.ts')], outfile, bundle: true, platform: 'node' });
  return outfile;
}

function compare(file: string, reader: string, rounds: number): Record<string, string | number> {
  const [ours, pandas]: [Figures[], Figures[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    ours.push(measure(process.execPath, reader, file, TARGET));
    pandas.push(measure(process.env.BENCH_PYTHON ?? 'python3', join(__dirname, 'peers/pandas_read.py'), file));
  }
  const [read, whole, theirs] = [least(ours, 'seconds'), least(ours, 'whole'), least(pandas, 'seconds')];
  return {
    file: file.slice(file.lastIndexOf('/') + 1),
    'reading, s': read.toFixed(2),
    'pandas, s': theirs.toFixed(2),
    ratio: (read / theirs).toFixed(2),
    'whole dataset, s': whole.toFixed(2),
    'ratio of that': (whole / theirs).toFixed(2),
    'MB, pandas': `${ours[0]!.memory.toFixed(0)}, ${pandas[0]!.memory.toFixed(0)}`,
  };
}

/** CPU time of this thread, milliseconds. Linux only. */
function threadTime(): number {
  const file = openSync('/proc/thread-self/schedstat', 'r');
  const bytes = Buffer.alloc(64);
  const length = readSync(file, bytes, 0, 64, 0);
  closeSync(file);
  return Number(bytes.toString('latin1', 0, length).split(' ')[0]) / 1e6;
}

/** The longest uninterrupted computation of this thread during `work`, milliseconds. */
async function heldBy(work: () => Promise<unknown>): Promise<number> {
  let last = threadTime();
  let most = 0;
  const timer = setInterval(() => {
    const now = threadTime();
    most = Math.max(most, now - last);
    last = now;
  }, 1);
  await work();
  clearInterval(timer);
  return most;
}

async function holds(files: readonly string[]): Promise<Record<string, string | number>[]> {
  const options = { targets: [TARGET] };
  const text = readFileSync(files[0]!, 'utf8');
  const head = (bytes: number) => text.slice(0, text.lastIndexOf('\n', bytes));
  let seed = 1;
  const records = Array.from({ length: 200_000 }, (_, row) =>
    recordOf(row, () => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    }),
  );
  const sources: Record<string, core.DataSource> = {
    ...Object.fromEntries(files.map(file => [file.slice(file.lastIndexOf('/') + 1), { file }])),
    'CSV in a message, 200 KB': { text: head(200 * 1024) },
    'CSV in a message, all': { text },
    'records, 500': { records: records.slice(0, 500) },
    'records, 200,000': { records },
    'arrays, 200,000 × 20': {
      features: records.map(record => Object.values(record).filter(value => typeof value === 'number')),
      targets: records.map(record => record[TARGET]),
    },
    digits: { example: 'digits' },
  };
  const table: Record<string, string | number>[] = [];
  for (const [name, source] of Object.entries(sources)) {
    const wanted = 'example' in source ? ['digit'] : 'features' in source ? [] : options.targets;
    const began = performance.now();
    const held = await heldBy(() => loadDataset(source, {}, { targets: wanted }));
    const took = performance.now() - began;
    table.push({ source: name, 'held, ms': held.toFixed(1), 'took, ms': took.toFixed(0) });
  }
  return table;
}

async function main([rows = 1e6, rounds = 3]: number[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tensorwire-bench-'));
  try {
    const files = writeTables(folder, rows);
    console.log(`${rows.toLocaleString('en-US')} rows × 20 columns`);
    const reader = readerIn(folder);
    console.table(files.slice(0, 2).map(file => compare(file, reader, rounds)));
    console.table(await holds(files));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main(process.argv.slice(2).map(Number)).then(
  () => process.exit(),
  error => {
    console.error(error);
    process.exit(1);
  },
);
