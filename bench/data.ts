/**
 * Reading a CSV of a million rows and ten columns into encoded typed arrays, beside the obvious way: csv-parse into
 * objects, then numbers by hand. Run: node --import tsx bench/data.ts [rows]
 */
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { encodeFeatures, encodeTarget, makeDataset, readTable } from '../src/data';
import { uniformSequence } from '../src/graph';

const rows = Number(process.argv[2] ?? 1_000_000);
const colours = ['red', 'green', 'blue'];

/** Eight columns of numbers, one of categories, a target of yes and no. */
function write(file: string): void {
  const random = uniformSequence(1);
  const handle = openSync(file, 'w');
  writeSync(handle, 'a,b,c,d,e,f,g,h,colour,y\n');
  for (let row = 0; row < rows; ) {
    const lines: string[] = [];
    for (const end = Math.min(rows, row + 10_000); row < end; row++) {
      const numbers = [4, 2, 0, 3, 5, 0, 2, 2].map(digits => (random() * 100).toFixed(digits));
      lines.push([...numbers, colours[Math.floor(random() * 3)], random() > 0.5 ? 'yes' : 'no'].join(','));
    }
    writeSync(handle, `${lines.join('\n')}\n`);
  }
  closeSync(handle);
}

/** The longest delay of a 5 ms timer, and the 99th percentile. */
function watchLoop() {
  const delays: number[] = [];
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    delays.push(now - last - 5);
    last = now;
  }, 5);
  return () => {
    clearInterval(timer);
    delays.sort((a, b) => a - b);
    return `timer late by ${delays[Math.floor(delays.length * 0.99)]?.toFixed(1)} ms (99 %), ${delays.at(-1)?.toFixed(1)} ms (worst)`;
  };
}

async function ours(file: string): Promise<number> {
  const stop = watchLoop();
  const start = performance.now();
  const raw = await readTable({ file });
  const read = performance.now();
  const dataset = await makeDataset(raw, { targets: ['y'] });
  const made = performance.now();
  const late = stop();
  const train = dataset.indices('train');
  encodeFeatures(dataset.pipeline, null, dataset, train);
  encodeTarget(dataset.pipeline.targets[0]!, 'number', dataset, train);
  const end = performance.now();
  const seconds = (from: number, to: number) => `${((to - from) / 1000).toFixed(2)} s`;
  console.log(
    `tensorwire: read ${seconds(start, read)}, types, split, fit ${seconds(read, made)}, encode ${seconds(made, end)}`,
  );
  console.log(`            ${late}`);
  return end - start;
}

async function naive(file: string): Promise<number> {
  const stop = watchLoop();
  const start = performance.now();
  const records: Record<string, string>[] = [];
  for await (const record of createReadStream(file).pipe(parse({ columns: true }))) records.push(record);
  const encoded = records.map(r => [
    ...['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(name => Number(r[name])),
    ...colours.map(c => Number(r.colour === c)),
    Number(r.y === 'yes'),
  ]);
  const end = performance.now();
  console.log(`naive:      ${((end - start) / 1000).toFixed(2)} s for ${encoded.length} rows\n            ${stop()}`);
  return end - start;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tensorwire-bench-'));
  try {
    const file = join(folder, 'table.csv');
    write(file);
    const [a, b] = [await ours(file), await naive(file)];
    console.log(`${Math.round(rows / (a / 1000))} rows/s, ${(b / a).toFixed(1)} × the naive way`);
    console.log(`memory: ${Math.round(process.memoryUsage().rss / 1e6)} MB after both`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main();
