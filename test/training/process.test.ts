import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { TensorwireError } from '../../src/errors';
import { type Progress, startTraining, type TrainingRun, train } from '../../src/training';
import { orderParcel } from '../../src/training/process/marshal';
import { Dataset, DatasetBody } from '../../src/values/dataset';
import { engineName, testEngine } from '../engines';
import { leftBehind } from '../process/left-behind';
import { alive, bundle, childPlan, until } from './program';
import { referenceDataset, referencePlan, sampleDataset, sampleNetwork, tensorColumn } from './samples';

/** ONNX Runtime gives the same bits in every process; TensorFlow's last bit depends on what its process did before. */
const EXACT = engineName !== 'tfjs-node';
function near(there: ArrayLike<number>, here: ArrayLike<number>, what: string): void {
  const tolerance = EXACT ? 0 : 1e-6;
  assert.equal(there.length, here.length, what);
  const apart = Math.max(...Array.from(there, (v, i) => Math.abs(v - here[i]!)));
  assert.ok(apart <= tolerance, `${what}: ${apart} apart`);
}

describe(`the training process on ${engineName}`, function () {
  this.timeout(300_000); // each child compiles the WebAssembly anew: seconds on a busy machine

  let entry: { path: string };
  let remove: () => void;
  const runs: TrainingRun[] = [];
  const start = (...[plan, dataset, options]: Parameters<typeof startTraining>): TrainingRun => {
    const run = startTraining(plan, dataset, { entry, ...options });
    runs.push(run);
    return run;
  };
  before(async () => {
    const built = await bundle('src/training/process/child.ts');
    entry = { path: built.path };
    remove = built.remove;
  });
  afterEach(() => Promise.all(runs.splice(0).map(run => run.cancel())));
  after(async () => {
    remove();
    assert.deepEqual(await leftBehind(), []);
  });
  const endless = { epochs: 1e6 };
  const running = (run: TrainingRun) => until(() => run.progress !== null);

  it('gives the model that training in this process gives, weight by weight', async function () {
    if (engineName === 'tfjs-cpu') this.skip();
    const [plan, dataset] = [childPlan({ epochs: 3, seed: 5 }), sampleDataset(50, 20)];
    const [there, here] = [await start(plan, dataset).promise, await train(plan, dataset, await testEngine())];
    assert.deepEqual(Object.keys(there.weights), Object.keys(here.weights));
    assert.ok(Object.values(there.weights).every(w => w.data.buffer instanceof SharedArrayBuffer));
    assert.deepEqual(Object.keys(there.card.history), Object.keys(here.card.history));
    assert.deepEqual(there.network, here.network);
    assert.deepEqual(there.pipeline, here.pipeline);
    for (const [key, weight] of Object.entries(there.weights)) near(weight.data, here.weights[key]!.data, key);
    for (const [key, values] of Object.entries(there.card.history)) near(values, here.card.history[key]!, key);
    if (EXACT) assert.ok(Buffer.from(there.onnx).equals(Buffer.from(here.onnx)));
  });

  it('grows no more after its first epochs, however many follow', async function () {
    this.timeout(900_000); // 15,000 steps: minutes where an engine interprets the graph and others compute beside it
    if (process.platform !== 'linux' || engineName === 'tfjs-cpu') this.skip();
    const run = start(childPlan(endless), sampleDataset(320));
    const megabytesAt = async (epoch: number): Promise<number> => {
      await until(() => (run.progress?.epoch ?? 0) >= epoch);
      return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${run.pid}/status`, 'utf8'))![1]) / 1024;
    };
    const early = await megabytesAt(500);
    const late = await megabytesAt(1500);
    assert.ok(late - early < 40, `${early} MB after 500 epochs, ${late} MB after 1500`);
  });

  it('gets only the environment that it needs', async function () {
    if (process.platform !== 'linux') this.skip();
    process.env.TENSORWIRE_TEST_SECRET = 'of a flow';
    try {
      const run = start(childPlan({ epochs: 1e6 }), sampleDataset(64));
      await until(() => run.progress !== null);
      const environment = readFileSync(`/proc/${run.pid}/environ`, 'utf8').split('\0');
      assert.ok(environment.includes(`PATH=${process.env.PATH}`));
      assert.ok(!environment.some(line => /SECRET|of a flow/.test(line)));
      await run.cancel();
      await run.promise.catch(() => undefined);
    } finally {
      delete process.env.TENSORWIRE_TEST_SECRET;
    }
  });

  it('goes on from weights that were given', async () => {
    const dataset = sampleDataset(48);
    const [three, none] = [childPlan({ epochs: 3 }), { className: 'SGD', args: { learningRate: 0 } }];
    const first = await start(three, dataset).promise;
    const same = await start(childPlan({ optimizer: none, initial: first.weights, epochs: 1 }), dataset).promise;
    assert.deepEqual(same.weights, first.weights);
  });

  it('sends only columns that the pipeline reads', async () => {
    const dataset = sampleDataset(48);
    const stray = tensorColumn('notes', new Float32Array(48), [1]);
    const columns = [stray, ...dataset.body.columns];
    const wider = new Dataset(Object.assign(Object.create(DatasetBody.prototype), dataset.body, { columns }));
    const { value, arrays } = orderParcel(childPlan(), wider);
    assert.deepEqual(
      (value as { columns: { name: string }[] }).columns.map(c => c.name),
      ['x', 'label'],
    );
    assert.ok(!arrays.includes(stray.data));
    assert.equal((await start(childPlan({ epochs: 1 }), wider).promise).card.parameters, 83);
  });

  it('tells of every epoch, in order', async () => {
    const heard: Progress[] = [];
    await start(childPlan({ epochs: 30 }), sampleDataset(50), { onProgress: p => heard.push(p) }).promise;
    assert.deepEqual(
      heard.filter(p => p.epochEnd).map(p => p.epoch),
      Array.from({ length: 30 }, (_, i) => i + 1),
    );
  });

  it('one listener leaves, another takes over and hears where it stands', async () => {
    const [first, second]: Progress[][] = [[], []];
    const run = start(childPlan(endless), sampleDataset(50), { onProgress: p => first!.push(p) });
    await until(() => first!.length > 3);
    run.detach();
    const last = first!.at(-1);
    await until(() => run.progress !== last);
    assert.equal(first!.at(-1), last);
    const now = run.progress;
    run.attach(p => second!.push(p));
    assert.equal(second![0], now);
    await until(() => second!.length > 3);
    run.stop();
    assert.ok((await run.promise).card.metrics.loss! > 0);
  });

  it('a stop gives the best weights so far, and the process is gone', async () => {
    const run = start(
      childPlan({ ...endless, optimizer: { className: 'Adam', args: { learningRate: 0.3 } } }),
      sampleDataset(64, 40),
    );
    await running(run);
    const pid = run.pid!;
    run.stop();
    const { card } = await run.promise;
    assert.equal(card.metrics.val_loss, Math.min(...card.history.val_loss!));
    assert.ok(!alive(pid));
  });

  it('a stop right after the start gives a model too', async () => {
    const run = start(childPlan(endless), sampleDataset(64));
    run.stop();
    assert.equal((await run.promise).card.history.loss!.length, 1);
  });

  it('cancel ends the process, at any time, and the promise says so', async () => {
    for (const moment of [async () => undefined, running]) {
      const run = start(childPlan(endless), sampleDataset(64));
      await moment(run);
      const { pid } = run;
      await run.cancel();
      assert.ok(pid === null || !alive(pid));
      assert.equal(run.pid, null);
      await assert.rejects(run.promise, (error: TensorwireError) => error.details.cancelled === true);
    }
  });

  it('a killed process is an error that says what happened, and the next training works', async () => {
    const run = start(childPlan(endless), sampleDataset(64));
    await running(run);
    process.kill(run.pid!, 'SIGKILL');
    await assert.rejects(run.promise, {
      name: 'TensorwireError',
      message:
        /^train: the training process was killed by SIGKILL: someone ended it, or the machine ran out of memory$/,
    });
    assert.ok((await start(childPlan(), sampleDataset(64)).promise).card.metrics.loss! > 0);
  });

  it('an error there is the same error here, with its details', async () => {
    const optimizer = { className: 'SGD', args: { learningRate: 1e6 } };
    const plan = childPlan({ network: sampleNetwork({ activation: 'exponential' }), optimizer, epochs: 20 });
    await assert.rejects(start(plan, sampleDataset(50)).promise, (error: unknown) => {
      assert.ok(error instanceof TensorwireError);
      assert.match(error.message, /^train: the loss became .* at epoch 1, step \d/);
      assert.deepEqual(error.details, { learningRate: 1e6 });
      return true;
    });
  });

  it('what a dying process prints is in the error', async () => {
    const program = `data:text/javascript,${encodeURIComponent('process.stderr.write("no such luck\\n");process.exit(7)')}`;
    const run = start(childPlan(), sampleDataset(50), { entry: { path: entry.path, execArgv: ['--import', program] } });
    await assert.rejects(run.promise, /the training process ended with exit code 7: no such luck/);
  });

  it('a process above its memory limit ends itself and says so', async () => {
    const run = start(childPlan(endless), sampleDataset(64), { memoryLimit: 20 * 2 ** 20 });
    await assert.rejects(run.promise, /killed by SIGKILL: it used \d+ MB of memory, its limit is 20 MB/);
  });

  it('two trainings at once, or one after the other, know nothing of each other', async () => {
    const plans = [childPlan({ seed: 1, epochs: 4 }), childPlan({ seed: 2, epochs: 4 })] as const;
    const together = await Promise.all(plans.map(plan => start(plan, sampleDataset(50)).promise));
    for (const [i, plan] of plans.entries()) {
      const alone = await start(plan, sampleDataset(50)).promise;
      assert.deepEqual(together[i]!.weights, alone.weights);
    }
  });

  it('runs at a lower priority than this process', async function () {
    if (process.platform === 'win32') this.skip();
    const run = start(childPlan(endless), sampleDataset(64), { nice: 7 });
    await running(run);
    assert.equal(getPriority(run.pid!), Math.min(19, 7));
  });

  it('no child outlives a killed parent, not even one in the middle of a long computation', async () => {
    const parent = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'parent.ts'), entry.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [line] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string];
      const pids = JSON.parse(line) as number[];
      assert.ok(pids.every(alive));
      parent.kill('SIGKILL');
      await until(() => !pids.some(alive));
    } finally {
      parent.kill('SIGKILL');
    }
  });

  it('the reference network takes less than 250 MB', async function () {
    if (engineName !== 'onnx' || process.platform !== 'linux') this.skip();
    const { epochs, engine, resolveFrom } = childPlan({ epochs: 3 });
    let peak = 0;
    const run: TrainingRun = start({ ...referencePlan({}), epochs, engine, resolveFrom }, referenceDataset(3200), {
      onProgress: () => {
        const status = run.pid === null ? '' : readFileSync(`/proc/${run.pid}/status`, 'utf8');
        peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
      },
    });
    await run.promise;
    assert.ok(peak > 0 && peak < 250, `${peak} MB`);
  });
});
