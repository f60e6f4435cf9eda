import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  type DataSource,
  loadDataset,
  lookAtColumns,
  makeDataset,
  ReaderPool,
  ReaderProcess,
  readTable,
} from '../../../src/data';
import { Spawner } from '../../../src/process/spawner/client';
import type { DatasetOptions } from '../../../src/spec';
import type { Dataset } from '../../../src/values/dataset';
import { leftBehind } from '../../process/left-behind';
import { alive, bundle, root, until } from '../../training/program';
import { fails, temporaryFolder } from '../helpers';

const ROWS = 60_000;
const cell = (i: number) => [i, i % 2 ? 'yes, "x"' : 'nö', i * 0.1, i % 7 === 0 ? '' : `t${i % 5}`, `text ${i}`];
const NAMES = ['n', 'word', 'x', 'kind', 'note'];
const records = Array.from({ length: ROWS }, (_, i) =>
  Object.fromEntries(cell(i).map((value, k) => [NAMES[k]!, value === '' ? null : value])),
);
const quoted = (value: unknown) => `"${String(value).replaceAll('"', '""')}"`;
const csv = [NAMES, ...records.map(Object.values)].map(row => row.map(v => quoted(v ?? '')).join(',')).join('\n');
const OPTIONS: DatasetOptions = { targets: ['word'], columns: [{ name: 'n', type: 'integer' }], seed: 3 };

describe('the process that reads', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  let entry: string;
  let remove: () => void;
  const started: (ReaderProcess | ReaderPool)[] = [];
  const reader = (options: ConstructorParameters<typeof ReaderProcess>[0] = {}): ReaderProcess => {
    const made = new ReaderProcess({ entry, ...options });
    started.push(made);
    return made;
  };
  const pool = (second: ConstructorParameters<typeof ReaderPool>[1] = {}): ReaderPool => {
    const made = new ReaderPool({ entry }, { entry, ...second });
    started.push(made);
    return made;
  };
  before(async () => {
    const built = await bundle('src/data/process/child.ts');
    entry = built.path;
    symlinkSync(join(root, 'data'), join(dirname(entry), 'data')); // the examples' files stand near the program
    remove = built.remove;
    writeFileSync(join(folder, 'table.csv'), csv);
    writeFileSync(join(folder, 'table.jsonl'), records.map(r => JSON.stringify(r)).join('\n'));
  });
  afterEach(() => Promise.all(started.splice(0).map(one => one.end())));
  after(async () => {
    remove();
    assert.deepEqual(await leftBehind(), []);
  });

  const same = (there: Dataset, here: Dataset) => {
    assert.deepEqual(there.toJSON(), here.toJSON());
    assert.equal(there.body.fingerprint, here.body.fingerprint);
    assert.deepEqual(there.pipeline, here.pipeline);
    for (const [i, column] of there.body.columns.entries()) assert.deepEqual(column, here.body.columns[i]);
    assert.deepEqual(there.body.split, here.body.split);
    assert.ok(there.body.columns.every(({ data }) => data.buffer instanceof SharedArrayBuffer));
  };

  it('gives the dataset that this process makes, from every kind of source', async () => {
    const there = reader();
    const sources: Record<string, DataSource> = {
      text: { text: csv },
      bytes: { text: Buffer.from(csv) },
      file: { file: join(folder, 'table.csv') },
      'JSON lines': { file: join(folder, 'table.jsonl') },
      records: { records },
      arrays: {
        features: { n: records.map(r => r.n), x: records.map(r => [r.x, 1, 2, 3, 4, 5]) },
        targets: { word: records.map(r => r.word) },
      },
    };
    for (const [kind, source] of Object.entries(sources)) {
      const here = await makeDataset(await readTable(source as never), OPTIONS);
      same(await loadDataset(source, {}, OPTIONS, {}, there), here);
      assert.notEqual(there.pid, null, kind);
    }
    const digits: DatasetOptions = { targets: ['digit'] };
    const dataset = await loadDataset({ example: 'digits' }, {}, digits, {}, there);
    assert.equal(dataset.columns.image, 'tensor');
  });

  it('gives free texts as bytes: they take nothing of this heap', async () => {
    const header = ['y', ...Array.from({ length: 9 }, (_, i) => `text ${i}`)];
    const rows = Array.from({ length: 50_000 }, (_, row) => [
      row % 2,
      ...header.slice(1).map(name => `${name} of ${row}`),
    ]);
    const text = [header, ...rows].map(row => row.join(',')).join('\n');
    const there = reader();
    const dataset = await loadDataset({ text }, {}, { targets: ['y'], columns: [] }, {}, there).catch(
      (error: Error) => error,
    );
    assert.match(String(dataset), /has no feature/);
    const numbered = { text: text.replace('text 0', 'x').replaceAll(/text 0 of /g, '') };
    const before = process.memoryUsage().heapUsed;
    const { body } = await loadDataset(
      numbered,
      {},
      { targets: ['y'], columns: [{ name: 'x', type: 'number' }] },
      {},
      there,
    );
    const grown = process.memoryUsage().heapUsed - before;
    const texts = body.columns.filter(column => column.type === 'text');
    assert.equal(texts.length, 8);
    for (const { texts: packed, labels } of texts) {
      assert.equal(labels, undefined);
      assert.equal(packed!.ends.length, 50_000);
      assert.ok(packed!.bytes.buffer instanceof SharedArrayBuffer);
    }
    assert.ok(grown < 30e6, `${Math.round(grown / 1e6)} MB for 400,000 texts`);
  });

  it('is not asked for a few hundred rows', async () => {
    const there = reader();
    const few = { text: csv.slice(0, csv.lastIndexOf('\n', 20_000)) };
    assert.ok((await loadDataset(few, {}, OPTIONS, {}, there)).rows > 300);
    await loadDataset({ records: records.slice(0, 500) }, {}, OPTIONS, {}, there);
    assert.equal(there.pid, null);
  });

  it('looks at columns', async () => {
    const there = reader();
    const file = { file: join(folder, 'table.csv') };
    const found = await lookAtColumns(file, { maxRows: 1000 }, {}, there);
    assert.deepEqual(
      found.map(({ name, type }) => [name, type]),
      [
        ['n', 'integer'],
        ['word', 'category'],
        ['x', 'number'],
        ['kind', 'category'],
        ['note', 'text'],
      ],
    );
    assert.notEqual(there.pid, null);
  });

  it('says the same errors, with their details', async () => {
    const there = reader();
    const source = { text: `${csv}\n1,2`, name: 'customers.csv' };
    const text = `dataset "customers.csv": row ${(ROWS + 1).toLocaleString('en-US')} has 2 values, the header has 5`;
    await fails(loadDataset(source, {}, OPTIONS, {}, there), text);
    await fails(
      loadDataset({ text: csv }, {}, { ...OPTIONS, targets: ['Word'] }, {}, there),
      'dataset: target must be one of the columns',
      'did you mean "word"?',
    );
    assert.ok((await loadDataset({ text: csv }, {}, OPTIONS, {}, there)).rows > 0, 'it goes on after an error');
  });

  it('tells how far it is', async () => {
    const shares: number[] = [];
    const onProgress = (share: number) => shares.push(share);
    const long = `${csv}\n${csv.slice(csv.indexOf('\n') + 1)}`.repeat(1);
    const rest = csv.slice(csv.indexOf('\n'));
    await loadDataset({ text: long + rest.repeat(8) }, {}, OPTIONS, { onProgress }, reader());
    assert.ok(shares.length > 0);
    assert.ok(shares.every((share, i) => share > (shares[i - 1] ?? 0) && share <= 1));
  });

  it('is a clear error where it needs too much memory, and nothing else ends', async () => {
    const small = reader({ memoryLimit: 150 * 2 ** 20 });
    const rest = csv.slice(csv.indexOf('\n'));
    const large = { text: csv + rest.repeat(20), name: 'large.csv' };
    await fails(
      loadDataset(large, {}, OPTIONS, {}, small),
      'dataset "large.csv": needs more memory than reading may use, 150 MB; give fewer rows',
    );
    const element = { text: `[${'['.repeat(15e6)}`, name: 'nest.json' };
    await fails(loadDataset(element, {}, OPTIONS, {}, small), 'dataset "nest.json"');
    assert.ok((await loadDataset({ text: csv }, {}, OPTIONS, {}, reader())).rows > 0);
  });

  it('has a second one beside it, so that a long reading holds up no short one', async () => {
    const there = pool();
    const over: string[] = [];
    const long = csv + csv.slice(csv.indexOf('\n')).repeat(8);
    const readings = Object.entries({ long, short: csv }).map(async ([name, text]) => {
      const { rows } = await loadDataset({ text }, {}, OPTIONS, {}, there);
      over.push(name);
      return rows;
    });
    const [many, few] = await Promise.all(readings);
    assert.deepEqual(over, ['short', 'long']);
    assert.ok(many! > 5 * few!);
  });

  it('reads itself what the second one has no memory for, and so does whoever comes after it', async () => {
    const there = pool({ memoryLimit: 150 * 2 ** 20 });
    const text = csv + csv.slice(csv.indexOf('\n')).repeat(20);
    const load = (what: string) => loadDataset({ text: what }, {}, OPTIONS, {}, there).then(({ rows }) => rows);
    const [first, second, third] = await Promise.all([load(text), load(text), load(csv)]);
    assert.equal(second, first);
    assert.ok(third! > 0);
  });

  it('is the only one where the machine has no memory for a second', async () => {
    const alone = new ReaderPool({ entry }, null);
    started.push(alone);
    const load = (what: string) => loadDataset({ text: what }, {}, OPTIONS, {}, alone).then(({ rows }) => rows);
    assert.deepEqual(await Promise.all([load(csv), load(csv)]), [ROWS, ROWS]);
  });

  it('that someone kills is an error, and the next reading has another one', async () => {
    const there = reader();
    const reading = loadDataset({ text: csv }, {}, OPTIONS, {}, there);
    reading.catch(() => undefined);
    await until(() => there.pid !== null);
    process.kill(there.pid!, 'SIGKILL');
    await fails(reading, 'dataset: needs more memory');
    assert.ok((await loadDataset({ text: csv }, {}, OPTIONS, {}, there)).rows > 0);
  });

  it('is stopped by who asked, while others wait for their turn', async () => {
    const there = reader();
    const stop = new AbortController();
    const first = loadDataset({ text: csv }, {}, OPTIONS, { signal: stop.signal }, there);
    const second = loadDataset({ text: csv }, {}, OPTIONS, {}, there);
    first.catch(() => undefined);
    await until(() => there.pid !== null);
    stop.abort();
    await fails(first, 'the reading was stopped');
    assert.ok((await second).rows > 0);
    await fails(loadDataset({ text: csv }, {}, OPTIONS, { signal: stop.signal }, there), 'stopped');
  });

  it('goes when nothing comes any more', async () => {
    const there = reader({ idle: 100 });
    await loadDataset({ text: csv }, {}, OPTIONS, {}, there);
    const pid = there.pid!;
    assert.ok(alive(pid));
    await until(() => !alive(pid));
    assert.equal(there.pid, null);
  });

  it('is started by the small process that forks for this one', async function () {
    if (process.platform !== 'linux') this.skip(); // elsewhere a fork copies nothing
    const there = reader();
    await loadDataset({ text: csv }, {}, OPTIONS, {}, there);
    const parent = /^\d+ \(.*\) \S (\d+)/.exec(readFileSync(`/proc/${there.pid}/stat`, 'latin1'))?.[1];
    assert.equal(Number(parent), Spawner.get()!.pid);
  });

  it('keeps no process alive whose work is done, and one that waits for an answer', async () => {
    const core = await bundle('src/data/index.ts');
    const read = `const { loadDataset, ReaderProcess } = require(${JSON.stringify(core.path)});
      const reader = new ReaderProcess({ entry: ${JSON.stringify(entry)} });
      const source = { file: ${JSON.stringify(join(folder, 'table.csv'))} };
      loadDataset(source, {}, { targets: ['word'] }, {}, reader).then(({ rows }) => console.log(rows));`;
    try {
      const { stdout } = await promisify(execFile)(process.execPath, ['-e', read], { timeout: 50_000 }); // it waits 60 s for more
      assert.equal(stdout.trim(), String(ROWS));
    } finally {
      core.remove();
    }
  });

  it('does what would hold this one', async () => {
    const there = reader();
    await loadDataset({ text: csv }, {}, OPTIONS, {}, there);
    const long = csv + csv.slice(csv.indexOf('\n')).repeat(4);
    /** The least of three times: a busy machine adds to each, and so does a collection of garbage. */
    const userTime = async (work: () => Promise<unknown>): Promise<number> => {
      const times: number[] = [];
      for (let i = 0; i < 3; i++) {
        const before = process.cpuUsage().user;
        await work();
        times.push(process.cpuUsage().user - before);
      }
      return Math.min(...times);
    };
    const beside = await userTime(() => loadDataset({ text: long }, {}, OPTIONS, {}, there));
    const here = await userTime(async () => makeDataset(await readTable({ text: long }), OPTIONS));
    assert.ok(beside < here / 2, `${beside} µs of this process, ${here} µs where it reads itself`);
  });
});
