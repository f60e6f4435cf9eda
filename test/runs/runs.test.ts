import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../../src/errors';
import { type LiveRun, RUN_LIMITS, Runs, type RunsOptions, runLimits } from '../../src/runs';
import { settingsOf } from '../../src/runs/describe';
import type { TrainingPlan, TrainingRun } from '../../src/training';
import { checkPlan } from '../../src/training';
import { Dataset, DatasetBody } from '../../src/values';

const origin = { node: 'n', name: '', flow: 'f', flowName: 'Flow' };
const dataset = new Dataset(
  new DatasetBody([], ['y'], new Uint8Array(10), { version: 1, features: [], targets: [] }, 'fingerprint', 'a.csv'),
);
const plan = (): TrainingPlan =>
  checkPlan({
    run: randomUUID(),
    model: 'm',
    network: { layers: [], calls: [], heads: [], outputs: [], path: [] },
    optimizer: { className: 'Adam', args: { learningRate: 0.001 } },
    epochs: 5,
  });
/** A training that ends with this error as soon as it is followed. */
const ending = (error: Error): TrainingRun => {
  const promise = Promise.reject(error);
  promise.catch(() => undefined);
  return { promise, stopped: false } as Pick<TrainingRun, 'promise' | 'stopped'> as TrainingRun;
};
const epoch = (live: LiveRun, at: number) =>
  live.onProgress({
    ...{ run: '', model: 'm', epoch: at, epochs: 5, step: 1, steps: 1, secondsLeft: 1, epochEnd: true },
    metrics: { loss: 1 / at },
  });

describe('the settings of a run', () => {
  it('name layers as they are written in fields', () => {
    const layer = {
      ...{ id: 'dense', label: 'dense', name: 'dense', className: 'Dense', node: 'n' },
      args: { units: 4, kernelInitializer: { className: 'RandomNormal', args: { mean: 0, stddev: 1 } } },
    };
    const given = plan();
    const { layers } = settingsOf({ ...given, network: { ...given.network, layers: [layer] } });
    assert.equal(layers, 'Dense(units=4, kernelInitializer=RandomNormal(0, 1))');
  });
});

describe('the runs of a Node-RED', () => {
  let folder: string;
  let runs: Runs;
  const open = (options: Partial<RunsOptions> = {}) => {
    runs = new Runs(join(folder, 'runs'), { keep: 10, megabytes: 100, ...options });
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tensorwire-runs-'));
  });
  afterEach(async () => {
    await runs.written();
    rmSync(folder, { recursive: true });
  });
  const ended = async (error: Error = new Problem('it failed')) => {
    const live = runs.begin(plan(), dataset, origin);
    epoch(live, 1);
    live.follow(ending(error));
    await new Promise(setImmediate);
    await runs.written();
    return live.entry.record.run;
  };

  it('stay as many as are to be kept, in memory and on disk, however many there were', async () => {
    open();
    for (let i = 0; i < 30; i++) await ended();
    await runs.written();
    const { runs: found } = await runs.list(0);
    assert.deepEqual(
      found.map(({ number }) => number),
      [30, 29, 28, 27, 26, 25, 24, 23, 22, 21],
    );
    assert.equal(readdirSync(join(folder, 'runs')).length, 10);
    assert.ok(found.every(({ state, problem }) => state === 'failed' && problem === 'it failed'));
  });

  it('make room for bytes too, but the newest and pinned ones stay', async () => {
    open({ megabytes: 0 });
    const first = await ended();
    await runs.pin(first, true);
    await ended();
    const last = await ended();
    await runs.written();
    assert.deepEqual((await runs.list(0)).order, [last, first]);
  });

  it('write nothing where none is to be kept', async () => {
    open({ keep: 0 });
    await ended();
    assert.deepEqual((await runs.list(0)).order, []);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('tell of news at most four times a second, and only what has changed', async () => {
    const news: number[] = [];
    open({ onNews: revision => news.push(revision) });
    const live = runs.begin(plan(), dataset, origin);
    for (let i = 1; i < 200; i++) epoch(live, i);
    assert.ok(news.length <= 1);
    await new Promise(resolve => setTimeout(resolve, 400));
    assert.ok(news.length >= 1 && news.length <= 3, String(news.length));
    const { revision } = await runs.list(0);
    assert.deepEqual((await runs.list(revision)).runs, []);
    epoch(live, 200);
    assert.equal((await runs.list(revision)).runs.length, 1);
    assert.deepEqual((await runs.details(live.entry.record.run, 198)).curves.epochs, [199, 200]);
    live.follow(ending(new Problem('cancelled', { cancelled: true })));
    await new Promise(setImmediate);
    assert.equal((await runs.list(0)).runs[0]!.state, 'cancelled');
  });

  it('a file that is not ours is told of once, and harms no other run', async () => {
    open();
    const run = await ended();
    const other = await ended();
    writeFileSync(join(folder, 'runs', run, 'run.json'), '{"format": 2}');
    const warnings: string[] = [];
    open({ onWarning: text => warnings.push(text) });
    assert.deepEqual((await runs.list(0)).order, [other]);
    assert.match(warnings.join(), /^a run cannot be read .* was damaged: /);
  });

  it('curves that are not ours harm no training that goes on', async () => {
    open();
    const run = await ended(new Problem('suspended', { cancelled: true, suspended: true }));
    writeFileSync(join(folder, 'runs', run, 'curves.json'), '{"epochs": 7}');
    const warnings: string[] = [];
    open({ onWarning: text => warnings.push(text) });
    const live = runs.begin(plan(), dataset, origin);
    live.onProgress({
      ...{ run: '', model: 'm', epoch: 2, epochs: 5, step: 1, steps: 1, secondsLeft: 1, epochEnd: true },
      ...{ metrics: { loss: 0.5 }, resumedFrom: 1 },
    });
    for (let i = 0; i < 500 && warnings.length === 0; i++) await new Promise(resolve => setTimeout(resolve, 10));
    assert.match(warnings.join(), /^a run cannot be kept .* was damaged: /);
    live.follow(ending(new Problem('it failed')));
    await new Promise(setImmediate);
    await runs.written();
    const { order, runs: found } = await runs.list(0);
    assert.deepEqual([order, found[0]!.state, found[0]!.number], [[live.entry.record.run], 'failed', 1]);
  });

  it('go on as the one with epochs, although another was interrupted before it had gone on', async () => {
    open();
    const suspended = new Problem('suspended', { cancelled: true, suspended: true });
    const first = await ended(suspended);
    const empty = runs.begin(plan(), dataset, origin);
    empty.follow(ending(suspended));
    await new Promise(setImmediate);
    await runs.written();
    const live = runs.begin(plan(), dataset, origin);
    live.onProgress({
      ...{ run: '', model: 'm', epoch: 2, epochs: 5, step: 1, steps: 1, secondsLeft: 1, epochEnd: true },
      ...{ metrics: { loss: 0.5 }, resumedFrom: 1 },
    });
    for (let i = 0; i < 500 && (await runs.list(0)).order.includes(first); i++)
      await new Promise(resolve => setTimeout(resolve, 10));
    const { run, curves } = await runs.details(live.entry.record.run, 0);
    assert.deepEqual([run.number, curves.epochs], [1, [1, 2]]);
    live.follow(ending(new Problem('it failed')));
    await new Promise(setImmediate);
  });

  it('have all epochs of their checkpoint when they go on, also those that were not on disk', async () => {
    open();
    const first = await ended(new Problem('suspended', { cancelled: true, suspended: true }));
    const live = runs.begin(plan(), dataset, origin);
    live.onResumed({ epochs: [1, 2, 3], metrics: { loss: [0.9, 0.8, 0.7] } });
    live.onProgress({
      ...{ run: '', model: 'm', epoch: 4, epochs: 5, step: 1, steps: 1, secondsLeft: 1, epochEnd: true },
      ...{ metrics: { loss: 0.6 }, resumedFrom: 3 },
    });
    for (let i = 0; i < 500 && (await runs.list(0)).order.includes(first); i++)
      await new Promise(resolve => setTimeout(resolve, 10));
    const { first: firstEpoch, curves } = await runs.details(live.entry.record.run, 3);
    assert.deepEqual([firstEpoch, curves.epochs], [1, [4]]);
    const whole = (await runs.details(live.entry.record.run, 0)).curves;
    assert.deepEqual(
      [whole.epochs, whole.metrics.loss],
      [
        [1, 2, 3, 4],
        [0.9, 0.8, 0.7, 0.6],
      ],
    );
    assert.ok(whole.seconds[0] !== null && whole.seconds[3] !== null);
    live.follow(ending(new Problem('it failed')));
    await new Promise(setImmediate);
  });

  it('are all new to an editor that was open before a restart', async () => {
    open();
    for (let i = 0; i < 3; i++) await ended();
    const { revision } = await runs.list(0);
    await new Promise(resolve => setTimeout(resolve, 20)); // a restart takes longer
    open();
    assert.equal((await runs.list(revision)).runs.length, 3);
  });

  it('of another Node-RED with the same userDir are left to it while they go on', async () => {
    open();
    const live = runs.begin(plan(), dataset, origin);
    epoch(live, 1);
    await runs.written();
    const { run } = live.entry.record;
    const file = join(folder, 'runs', run, 'run.json');
    const foreign = (pid: number, began?: string) => {
      const record = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
      writeFileSync(file, JSON.stringify({ ...record, process: { host: hostname(), pid, began } }));
    };
    foreign(process.ppid); // alive, and not this one
    const other = new Runs(join(folder, 'runs'), { keep: 0, megabytes: 0 });
    assert.deepEqual((await other.list(0)).order, []);
    assert.ok(existsSync(file), 'it made no room for its own');
    if (existsSync('/proc/self/stat')) {
      foreign(process.ppid, 'another'); // its number belongs to another process now
      const later = new Runs(join(folder, 'runs'), { keep: 10, megabytes: 10 });
      assert.deepEqual((await later.list(0)).order, [run]);
    }
    foreign(2 ** 30); // there is no such process
    const last = new Runs(join(folder, 'runs'), { keep: 10, megabytes: 10 });
    const [found] = (await last.list(0)).runs;
    assert.deepEqual([found!.run, found!.state], [run, 'interrupted']);
    assert.equal('process' in found!, false, 'nobody is told of processes');
    live.follow(ending(new Problem('it failed')));
    await new Promise(setImmediate);
  });

  it('the settings that bound them are checked', () => {
    assert.deepEqual(runLimits(undefined), RUN_LIMITS);
    assert.deepEqual(runLimits({ keep: 3 }), { ...RUN_LIMITS, keep: 3 });
    for (const wrong of [7, [], { keep: -1 }, { keep: 1.5 }, { megabytes: 'many' }, { kept: 3 }])
      assert.throws(() => runLimits(wrong), /runs/);
  });
});
