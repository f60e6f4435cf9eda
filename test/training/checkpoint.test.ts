import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addOutput, appendLayer, emptyNetwork, joinNetworks } from '../../src/network';
import type { EarlierEpochs, OutputSpec } from '../../src/spec';
import { checkpointFile, type PlanInput, readInterrupted, startTraining, train } from '../../src/training';
import { type Checkpoint, type Checkpoints, keyOf } from '../../src/training/checkpoint';
import { checkpointsIn } from '../../src/training/process/checkpoint-file';
import type { ModelBody } from '../../src/values/model';
import { engineName, testEngine } from '../engines';
import { bundle, childPlan, until } from './program';
import { sampleDataset, samplePlan } from './samples';

/** With random numbers, and everything that is carried from epoch to epoch. */
const network = (branch = '', output: Omit<OutputSpec, 'call'> = {}) => {
  const layers = [
    ['hidden', 'Dense', { units: 8, activation: 'tanh' }],
    ['norm', 'BatchNormalization', {}],
    ['drop', 'Dropout', { rate: 0.3 }],
    ['out', 'Dense', { units: 3, activation: 'softmax' }],
  ] as const;
  const start = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [6] } });
  const all = layers.reduce(
    (spec, [id, className, args]) => appendLayer(spec, { id: id + branch, className, args }),
    start,
  );
  return addOutput(all, { ...output, call: all.heads[0]! });
};
/** Two for the same target, of which each has a best epoch of its own. */
const branches = () => joinNetworks(['-1', '-2'].map(branch => network(branch, { target: ['label'] })));
const adam = { className: 'Adam', args: { learningRate: 0.05 } };
const WISHES: Readonly<Record<string, Partial<PlanInput>>> = {
  'Adam, shuffled, dropout, moving statistics': { optimizer: adam },
  'accumulated gradients, averaged weights': {
    optimizer: { ...adam, gradientAccumulationSteps: 3, useEma: true, emaMomentum: 0.9, emaOverwriteFrequency: 7 },
  },
  'a schedule, early stopping': {
    optimizer: { ...adam, schedule: { className: 'CosineDecay', args: { decaySteps: 20 } } },
    earlyStopping: true,
    patience: 2,
  },
  'branches, the best epoch of each': { network: branches(), optimizer: adam, restoreBestWeights: true },
  'a plateau': { optimizer: { className: 'SGD', args: { learningRate: 2 } }, reduceOnPlateau: true, patience: 1 },
};
const planOf = (wishes: Partial<PlanInput>) => samplePlan({ network: network(), epochs: 9, seed: '', ...wishes });

/** Everything of a model except its creation time. */
const facts = ({ card: { created, ...card }, weights, onnx }: ModelBody) => ({
  ...card,
  onnx: Buffer.from(onnx).toString('hex'),
  weights: Object.fromEntries(Object.entries(weights).map(([key, w]) => [key, [...w.data]])),
});

const noProblem = (error: unknown) => assert.fail(String(error));

/** ONNX Runtime gives the same bits in every process, TensorFlow does not always. */
const sameBits = engineName !== 'tfjs-node';

describe(`checkpoints on ${engineName}`, function () {
  this.timeout(300_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tensorwire-test-'));
  });
  after(() => rmSync(folder, { recursive: true }));
  const dataset = sampleDataset(50, 20);

  for (const [name, wishes] of Object.entries(WISHES))
    it(`${name}: an interrupted training ends as one that was not, to the last bit`, async () => {
      const engine = await testEngine();
      const file = join(folder, name);
      const whole = await train(planOf({ ...wishes, seed: 7 }), dataset, engine);
      const dies: Checkpoints = {
        load: async () => null,
        async offer(take) {
          if (take().epoch < 4) return checkpointsIn(file, 0, noProblem).offer(take);
          throw new Error('interrupted');
        },
      };
      const plan = { ...planOf(wishes), seed: 7 };
      await assert.rejects(train(plan, dataset, engine, { checkpoints: dies }), /interrupted/);
      assert.equal((await readInterrupted(file))!.epoch, 3);
      if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);

      const epochs: number[] = [];
      const earlier: EarlierEpochs[] = [];
      const resumed = await train({ ...planOf(wishes), run: 'another' }, dataset, engine, {
        checkpoints: checkpointsIn(file, 1e9, noProblem),
        onResumed: known => earlier.push(known),
        onProgress: ({ epoch, epochEnd, resumedFrom }) => {
          assert.equal(resumedFrom, 3);
          if (epochEnd) epochs.push(epoch);
        },
      });
      assert.equal(epochs[0], 4);
      const losses = resumed.card.history.loss!.slice(0, 3);
      assert.deepEqual([earlier.length, earlier[0]!.epochs, earlier[0]!.metrics.loss], [1, [1, 2, 3], losses]);
      assert.equal(resumed.card.seed, 7, 'a seed that was drawn is that of the interrupted training');
      if (sameBits) assert.deepEqual(facts(resumed), facts(whole));
    });

  it('another order, a broken file and none begin anew', async () => {
    const [plan, other] = [planOf({ seed: 3 }), planOf({ seed: 4 })];
    const key = keyOf(plan, dataset);
    assert.equal(keyOf({ ...plan, run: 'x', engine: 'onnx' }, dataset), key);
    assert.equal(keyOf(planOf({}), dataset), keyOf(planOf({}), dataset), 'drawn seeds are no part of it');
    for (const [changed, data] of [
      [other, dataset],
      [{ ...plan, epochs: 10 }, dataset],
      [{ ...plan, optimizer: adam }, dataset],
      [planOf({}), dataset],
      [plan, sampleDataset(51, 20)],
      [plan, sampleDataset(50, 19)],
    ] as const)
      assert.notEqual(keyOf(changed, data), key);

    const file = join(folder, 'file');
    const files = checkpointsIn(file, 0, noProblem);
    assert.equal(await files.load(key), null);
    let taken: Checkpoint | undefined;
    const offer: Checkpoints['offer'] = take => files.offer(() => (taken = take()));
    await train(plan, dataset, await testEngine(), { checkpoints: { load: files.load, offer } });
    assert.deepEqual(await files.load(key), taken);
    assert.equal(await files.load('other'), null);
  });

  it('goes on on the engine that it was made on; where that is not to be had it begins anew, and says so', async () => {
    const engine = await testEngine();
    const file = join(folder, 'engines');
    const keep = async (change: (checkpoint: Checkpoint) => Checkpoint = c => c) => {
      const dies: Checkpoints = {
        load: async () => null,
        async offer(take) {
          if (take().epoch < 4) return checkpointsIn(file, 0, noProblem).offer(() => change(take()));
          throw new Error('interrupted');
        },
      };
      await assert.rejects(train(planOf({ seed: 7 }), dataset, engine, { checkpoints: dies }), /interrupted/);
    };
    const resumed = async (given: Parameters<typeof train>[2], wishes: Partial<PlanInput> = {}) => {
      const [warnings, from] = [[] as string[], [] as unknown[]];
      await train(planOf({ seed: 7, ...wishes }), dataset, given, {
        checkpoints: checkpointsIn(file, 1e9, noProblem),
        onWarning: text => warnings.push(text),
        onProgress: ({ resumedFrom }) => from.push(resumedFrom),
      });
      return { warnings, from: from[0] };
    };
    const asked: unknown[] = [];
    const chosen = async (_: number, name?: string) => {
      asked.push(name);
      return engine;
    };
    await keep();
    assert.deepEqual(await resumed(chosen), { warnings: [], from: 3 });
    assert.deepEqual(asked, [engine.name], 'that engine is asked for');

    const gone = async (_: number, name?: string) => {
      if (name) throw new Error('it is not installed');
      return engine;
    };
    assert.deepEqual(await resumed(gone), {
      warnings: [
        `the interrupted training began on ${engine.name}, which cannot be used now (it is not installed); training starts over on ${engine.name}`,
      ],
      from: undefined,
    });
    const other = engine.name === 'onnx' ? 'wasm' : 'onnx';
    assert.deepEqual((await resumed(chosen, { engine: other })).warnings, [
      `the interrupted training began on ${engine.name}, and ${other} is chosen now; training starts over on ${engine.name}`,
    ]);
    await keep(({ engine: _, ...older }) => older);
    const { warnings, from } = await resumed(chosen);
    assert.match(warnings[0]!, /^the interrupted training began on an engine that it does not name, because an older/);
    assert.equal(from, undefined);
  });

  it('one that cannot be read is said so, and training starts over', async () => {
    const file = join(folder, 'damaged');
    assert.equal(await readInterrupted(file), null); // there is none
    const told: string[] = [];
    const files = checkpointsIn(file, 0, text => told.push(text));
    await train(planOf({ seed: 3, epochs: 1 }), dataset, await testEngine(), {
      checkpoints: { load: async () => null, offer: files.offer },
    });
    for (const damaged of [readFileSync(file).subarray(0, -1), 'no checkpoint']) {
      writeFileSync(file, damaged);
      assert.equal(await files.load('any'), null);
      assert.match(
        told.pop()!,
        /^the checkpoint of an interrupted training cannot be read \(.+\); training starts over$/,
      );
    }
    await assert.rejects(readInterrupted(file));
  });

  it('a folder that cannot be written is a warning, and training goes on', async () => {
    const taken = join(folder, 'a file');
    writeFileSync(taken, '');
    const told: string[] = [];
    const checkpoints = checkpointsIn(join(taken, 'x'), 0, text => told.push(text));
    const body = await train(planOf({ seed: 3, epochs: 2 }), dataset, await testEngine(), { checkpoints });
    assert.equal(body.card.history.loss!.length, 2);
    assert.equal(told.length, 1);
    assert.match(told[0]!, /^the checkpoint cannot be written \(EEXIST.*\); training continues$/);
  });

  describe('in a process of its own', () => {
    let entry: { path: string };
    let remove: () => void;
    before(async () => {
      const built = await bundle('src/training/process/child.ts');
      entry = { path: built.path };
      remove = built.remove;
    });
    after(() => remove());
    const file = () => checkpointFile(folder, '../a node');
    const start = (plan: ReturnType<typeof childPlan>, every = 0) =>
      startTraining(plan, dataset, { entry, checkpoint: { file: file(), every } });
    const endless = () => childPlan({ network: network(), optimizer: adam, epochs: 1e6, seed: '' });
    const begun = () => until(() => existsSync(file()));

    it('a killed one goes on with the same order; the end of it takes the file away', async () => {
      const first = start(endless());
      await begun();
      process.kill(first.pid!, 'SIGKILL');
      await assert.rejects(first.promise, /was killed by SIGKILL/);
      const { epoch } = (await readInterrupted(file()))!;
      assert.ok(epoch >= 1);
      const second = start(endless());
      await until(() => (second.progress?.epoch ?? 0) > epoch + 1);
      assert.equal(second.progress!.resumedFrom, epoch);
      second.stop();
      assert.ok((await second.promise).card.history.loss!.length > epoch);
      assert.ok(!existsSync(file()));
    });

    it('suspend leaves it, cancel and an error do not', async () => {
      const first = start(endless());
      await begun();
      await first.suspend();
      await assert.rejects(first.promise, /cancelled/);
      const second = start(endless());
      await until(() => second.progress !== null);
      assert.ok(second.progress!.resumedFrom! >= 1);
      await second.cancel();
      assert.ok(!existsSync(file()));

      mkdirSync(join(file(), '..'), { recursive: true });
      writeFileSync(file(), 'of another order');
      const wrong = start(childPlan({ metrics: ['mae'] }));
      await assert.rejects(wrong.promise, /metrics/);
      assert.ok(!existsSync(file()));
    });
  });
});
