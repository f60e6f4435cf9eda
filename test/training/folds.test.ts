import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleData, foldsOf, makeDataset, readTable } from '../../src/data';
import { datasetParcel, openDataset } from '../../src/data/process/marshal';
import { uniformSequence } from '../../src/graph';
import { createPredictor } from '../../src/inference';
import { appendLayer, appendOutput, emptyNetwork } from '../../src/network';
import { readHeader } from '../../src/process/parcel';
import { checkPlan, train, trainWithFolds } from '../../src/training';
import type { Checkpoint, Checkpoints } from '../../src/training/checkpoint';
import { checkpointsIn } from '../../src/training/process/checkpoint-file';
import { openOrder, orderParcel } from '../../src/training/process/marshal';
import { Dataset, DatasetBody, Model, ModelBody } from '../../src/values';
import { engineName, testEngine } from '../engines';

const tableOf = async (records: object[], target = 'y', options = {}) =>
  makeDataset(await readTable({ records }, {}), { targets: [target], seed: 1, ...options });

/** To the last bit; TensorFlow's last bit depends on what its process did before. */
function assertSame(there: unknown, here: unknown, where = ''): void {
  if (engineName !== 'tfjs-node') assert.deepEqual(there, here);
  else if (typeof there === 'number' && typeof here === 'number')
    assert.ok(Math.abs(there - here) <= 1e-6 * Math.max(1, Math.abs(here)), `${where}: ${there}, ${here}`);
  else if (typeof there === 'object' && typeof here === 'object' && there && here) {
    assert.deepEqual(Object.keys(there), Object.keys(here), where);
    for (const [key, value] of Object.entries(there)) assertSame(value, (here as typeof there)[key as never], key);
  } else assert.equal(there, here, where);
}

describe(`cross-validation on ${engineName}`, () => {
  it('each row outside of the test rows is in one fold, and each fold has its share of each class', async () => {
    const dataset = await makeDataset(await exampleData('penguins'), { targets: ['Species'], seed: 1 });
    const { datasets, whole } = await foldsOf(dataset, 5, 1);
    const held = datasets.flatMap(fold => [...fold.indices('test')]);
    const rows = [...dataset.indices('train'), ...dataset.indices('validation')];
    assert.deepEqual(
      held.sort((a, b) => a - b),
      rows.sort((a, b) => a - b),
    );
    const { data, labels } = dataset.body.columns.find(({ name }) => name === 'Species') as {
      data: Int32Array;
      labels: readonly string[];
    };
    for (const fold of datasets) {
      const test = [...fold.indices('test')];
      const learned = [...fold.indices('train'), ...fold.indices('validation')];
      assert.ok(test.every(row => !learned.includes(row)) && learned.length + test.length === rows.length);
      assert.ok(Math.abs(fold.indices('validation').length / learned.length - 0.25) < 0.01);
      labels.forEach((_, code) => {
        const share = (all: readonly number[]) => all.filter(row => data[row] === code).length / all.length;
        assert.ok(Math.abs(share(test) - share(rows)) < 0.03);
      });
    }
    assert.equal(whole.indices('train').length, rows.length);
    assert.deepEqual([...whole.indices('test')], [...dataset.indices('test')]);
  });

  const records = Array.from({ length: 60 }, (_, i) => ({
    day: new Date(Date.UTC(2024, 0, 1 + ((i * 7) % 60))).toISOString().slice(0, 10),
    customer: `c${i % 12}`,
    part: i % 5 === 0 ? 'test' : i % 5 === 1 ? 'validation' : 'train',
    a: i,
    y: (i * i) % 17,
  }));

  it('of a dataset that is split by time, each fold is later than all that its model learns from', async () => {
    const dataset = await tableOf(records, 'y', { splitBy: 'time', splitColumn: 'day' });
    const { datasets, whole } = await foldsOf(dataset, 3, 1);
    const days = (rows: Int32Array) => [...rows].map(row => records[row]!.day).sort();
    for (const fold of datasets) {
      const [train, validation, test] = (['train', 'validation', 'test'] as const).map(part =>
        days(fold.indices(part)),
      );
      assert.ok(train!.at(-1)! < validation![0]! && validation!.at(-1)! < test![0]!);
      assert.equal(test!.length, 12); // 48 rows are not test rows of the dataset
    }
    assert.ok(days(datasets[2]!.indices('test')).at(-1)! < days(whole.indices('test'))[0]!);
  });

  it('of a dataset that is split by group keep groups together', async () => {
    const dataset = await tableOf(records, 'y', { splitBy: 'group', splitColumn: 'customer' });
    const { datasets } = await foldsOf(dataset, 3, 1);
    for (const fold of datasets) {
      const customers = (['train', 'validation', 'test'] as const).map(
        part => new Set([...fold.indices(part)].map(row => records[row]!.customer)),
      );
      const all = customers.flatMap(names => [...names]);
      assert.ok(customers.every(names => names.size > 0) && new Set(all).size === all.length);
    }
  });

  it('cannot follow a split by a column of train, validation and test', async () => {
    const dataset = await tableOf(records, 'y', { splitBy: 'column', splitColumn: 'part' });
    await assert.rejects(foldsOf(dataset, 3, 1), /does not tell which rows belong together/);
  });

  it('how a dataset was split reaches the processes that read and train', async () => {
    const dataset = await tableOf(records, 'y', { splitBy: 'time', splitColumn: 'day' });
    const { splitting } = dataset.body;
    assert.equal(splitting!.key!.length, 60);
    const opened = await openDataset(await datasetParcel(dataset));
    assert.deepEqual(opened.body.splitting, splitting);
    const input = appendLayer(emptyNetwork(), { id: 'i', className: 'InputLayer', args: {} });
    const network = appendOutput(input, { id: 'o', label: 'output' });
    const plan = checkPlan({ run: 'r', model: 'm', network, optimizer: { className: 'Adam', args: {} }, epochs: 1 });
    assert.deepEqual(openOrder(orderParcel({ ...plan, seed: 1 }, dataset)).dataset.body.splitting, splitting);
  });

  it('by time name the fold that lacks a class', async () => {
    const late = records.map((row, i) => ({ ...row, y: i < 50 ? (i % 2 ? 'p' : 'q') : 'late' }));
    const dataset = await tableOf(late, 'y', { splitBy: 'time', test: 0 });
    await assert.rejects(foldsOf(dataset, 3, 1), /outside of fold 1 no row of the class "late" of the target "y"/);
  });

  it('a dataset of an older version, which does not say how it was split, has folds at random', async () => {
    const { body } = await tableOf(records, 'y', { splitBy: 'time', splitColumn: 'day' });
    const old = new Dataset(Object.assign(Object.create(DatasetBody.prototype), { ...body, splitting: undefined }));
    const { datasets } = await foldsOf(old, 3, 1);
    assert.equal(
      datasets.reduce((sum, fold) => sum + fold.indices('test').length, 0),
      48,
    );
  });

  it('what is learned of numbers is learned from the training rows of the fold alone', async () => {
    const dataset = await tableOf(Array.from({ length: 40 }, (_, i) => ({ a: i * i, k: i % 2 ? 'x' : 'z', y: 3 * i })));
    const { datasets } = await foldsOf(dataset, 4, 7);
    const { data } = dataset.body.columns.find(({ name }) => name === 'a') as { data: Float64Array };
    for (const fold of datasets) {
      const values = [...fold.indices('train')].map(row => data[row]!);
      const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
      const std = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
      const { transform } = fold.pipeline.features.find(({ name }) => name === 'a')!;
      assert.ok(transform.kind === 'standardize');
      assert.ok(Math.abs(transform.mean - mean) < 1e-9 && Math.abs(transform.std - std) < 1e-9);
      assert.notDeepEqual(fold.pipeline.targets, dataset.pipeline.targets);
    }
  });

  it('the scaling that a column was given is kept', async () => {
    const records = Array.from({ length: 40 }, (_, i) => ({ a: i * i, b: i % 7, y: 3 * i }));
    const columns = [
      { name: 'a', scaling: 'log' as const },
      { name: 'b', scaling: 'quantile' as const },
    ];
    const { datasets, whole } = await foldsOf(await tableOf(records, 'y', { columns }), 4, 7);
    for (const { pipeline } of [...datasets, whole])
      assert.deepEqual(
        pipeline.features.map(({ transform }) => transform.kind),
        ['log', 'quantile'],
      );
  });

  it('the card has mean and standard deviation of each metric; the model has learned all rows', async () => {
    const dataset = await makeDataset(await exampleData('penguins'), { targets: ['Species'], seed: 1 });
    const input = appendLayer(emptyNetwork(), { id: 'i', className: 'InputLayer', args: {} });
    const dense = appendLayer(input, { id: 'd', className: 'Dense', args: { units: 16, activation: 'relu' } });
    const network = appendOutput(dense, { id: 'o', label: 'output' });
    const settings = { epochs: 30, batchSize: 32, restoreBestWeights: true, folds: 3, seed: 1 };
    const optimizer = { className: 'Adam', args: { learningRate: 0.01 } };
    const plan = checkPlan({ run: 'r', model: 'm', network, optimizer, ...settings });
    const seen = new Set<number | undefined>();
    const engine = await testEngine();
    const { card, calibration } = await trainWithFolds({ ...plan, folds: 3 }, dataset, async () => engine, {
      onProgress: ({ fold }) => seen.add(fold),
    });
    assert.deepEqual([...seen], [1, 2, 3, undefined]);
    // Each row outside of the test rows has calibrated it once, by a model that had not seen it.
    const rows = dataset.indices('train').length + dataset.indices('validation').length;
    assert.ok(calibration!.rows === rows && calibration!.novelty);
    assert.equal(calibration!.targets.Species!.scores.rows, rows);
    assert.equal(card.folds!.count, 3);
    const { mean, std } = card.folds!.metrics.accuracy!;
    assert.ok(mean > 0.95 && std >= 0 && std < 0.05, `${mean} ± ${std}`);
    assert.equal(card.data.rows, dataset.indices('train').length + dataset.indices('validation').length);
    assert.equal(card.metrics.val_loss, undefined);
  });

  for (const wishes of [{ seed: 3 }, {}])
    it(`an interrupted one resumes in its fold, ${'seed' in wishes ? 'with a given seed' : 'with the seed that was drawn'}`, async () => {
      const dataset = await makeDataset(await exampleData('penguins'), { targets: ['Species'], seed: 1 });
      const network = appendOutput(appendLayer(emptyNetwork(), { id: 'i', className: 'InputLayer', args: {} }), {
        ...{ id: 'o', label: 'output' },
      });
      const optimizer = { className: 'Adam', args: {} };
      const planOf = (seed: number) => ({
        ...checkPlan({ run: 'r', model: 'm', network, optimizer, epochs: 3, folds: 3, ...wishes }),
        ...{ folds: 3, seed },
      });
      const engine = await testEngine();
      const run = async (seed: number, checkpoints?: Checkpoints) => {
        const seen: string[] = [];
        const body = await trainWithFolds(planOf(seed), dataset, async () => engine, {
          ...(checkpoints && { checkpoints }),
          onProgress: ({ fold, epoch, epochEnd }) => epochEnd && seen.push(`${fold ?? 'all'}.${epoch}`),
        });
        return { body, seen };
      };
      const whole = await run(3);
      for (const [at, first] of [
        ['2.3', '2.3'],
        ['all.2', 'all.2'],
      ] as const) {
        let kept: Checkpoint | null = null;
        const dies: Checkpoints = {
          load: async () => null,
          async offer(take) {
            const now = take();
            if (`${now.folds!.scores.length === 3 ? 'all' : now.folds!.scores.length + 1}.${now.epoch}` === at)
              throw new Error('interrupted');
            kept = structuredClone(now);
          },
        };
        await assert.rejects(run(3, dies), /interrupted/);
        const goesOn: Checkpoints = {
          load: async key => (kept?.key === key ? kept : null),
          offer: async () => undefined,
        };
        const { body, seen } = await run('seed' in wishes ? 3 : 99, goesOn);
        assert.equal(seen[0], first);
        assert.equal(body.card.seed, 3);
        assertSame(body.card.folds, whole.body.card.folds);
        assertSame(body.card.history, whole.body.card.history);
        assertSame(body.calibration, whole.body.calibration);
      }
    });

  describe('an ensemble of the folds', () => {
    const network = () =>
      appendOutput(
        appendLayer(appendLayer(emptyNetwork(), { id: 'i', className: 'InputLayer', args: {} }), {
          ...{ id: 'd', className: 'Dense', args: { units: 8, activation: 'relu' } },
        }),
        { id: 'o', label: 'output' },
      );
    const planOf = (more: object = {}) => {
      const optimizer = { className: 'Adam', args: { learningRate: 0.01 } };
      const settings = { epochs: 6, restoreBestWeights: true, folds: 3, finalModel: 'ensemble', seed: 1 };
      const plan = checkPlan({ run: 'r', model: 'm', network: network(), optimizer, ...settings, ...more });
      return { ...plan, folds: 3 };
    };
    const name = engineName === 'wasm' ? ('wasm' as const) : ('onnx' as const);
    /** Numbers or probabilities of Gentoo, without a temperature. */
    const answersOf = async ({ card, network, weights, pipeline, onnx }: ModelBody, dataset: Dataset) => {
      const raw = new ModelBody(card, network, weights, pipeline, onnx);
      const predictor = await createPredictor(new Model('m', 1, raw), { engine: name });
      const answers = await predictor.predict(dataset);
      await predictor.dispose();
      return (answers as { value?: number; probabilities?: Record<string, number> }[]).map(
        ({ value, probabilities }) => value ?? probabilities!.Gentoo!,
      );
    };

    for (const [target, members] of [
      ['Species', 1],
      ['Body Mass (g)', 2],
    ] as const)
      it(`answers with the mean of the folds' models: ${target}, ${members} members each`, async () => {
        const dataset = await makeDataset(await exampleData('penguins'), { targets: [target], seed: 1 });
        const engine = await testEngine();
        const plan = planOf({ members });
        const body = await trainWithFolds(plan, dataset, async () => engine);
        const { folds, finalModel, ...single } = plan;
        const { datasets } = await foldsOf(dataset, 3, 1, { onePipeline: true });
        const all: number[][] = [];
        for (const fold of datasets) all.push(await answersOf(await train(single, fold, engine), dataset));
        (await answersOf(body, dataset)).forEach((answer, row) => {
          const expected = all.reduce((sum, fold) => sum + fold[row]!, 0) / 3;
          assert.ok(Math.abs(answer - expected) <= 1e-5 * (1 + Math.abs(expected)), `${answer} for ${expected}`);
        });
        assert.equal(body.card.folds!.ensemble, true);
        assert.equal(body.calibration!.rows, body.card.data.rows);
        assert.equal(body.network.layers.filter(({ className }) => className === 'InputLayer').length, 1);
      });

    it('resumes in the fold in which it was interrupted, from a file, with the models of those before', async () => {
      const dataset = await makeDataset(await exampleData('penguins'), { targets: ['Species'], seed: 1 });
      const engine = await testEngine();
      const run = (checkpoints?: Checkpoints) =>
        trainWithFolds(planOf(), dataset, async () => engine, { ...(checkpoints && { checkpoints }) });
      const whole = await run();
      const folder = mkdtempSync(join(tmpdir(), 'folds-'));
      const file = checkpointsIn(join(folder, 'c'), 0, text => assert.fail(text));
      const changed = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs;
      const written = new Set<number | undefined>();
      const dies: Checkpoints = {
        load: key => file.load(key),
        async offer(take) {
          const now = take();
          if (now.folds!.scores.length === 2 && now.epoch === 3) throw new Error('interrupted');
          const before = changed('c');
          // one is due only some time after the last one
          do await file.offer(() => now);
          while (now.epoch < 3 && changed('c') === before);
          written.add(changed('c.folds'));
        },
      };
      await assert.rejects(run(dies), /interrupted/);
      written.delete(undefined);
      assert.equal(written.size, 2, 'finished folds are written once each');
      for (const name of ['c', 'c.folds']) {
        const handle = await open(join(folder, name));
        const header = JSON.stringify((await readHeader(handle.fd)).value);
        await handle.close();
        assert.ok(!header.includes('truth'), 'predictions are no JSON');
      }
      const resumed = await run(file);
      rmSync(folder, { recursive: true });
      assert.deepEqual(resumed.card.folds, whole.card.folds);
      assert.deepEqual(resumed.weights, whole.weights);
      assert.deepEqual(resumed.calibration, whole.calibration);
    });
  });

  it('a stop in the last fold leaves no model, which would have learned next to nothing', async () => {
    const dataset = await makeDataset(await exampleData('penguins'), { targets: ['Species'], seed: 1 });
    const network = appendOutput(appendLayer(emptyNetwork(), { id: 'i', className: 'InputLayer', args: {} }), {
      ...{ id: 'o', label: 'output' },
    });
    const optimizer = { className: 'Adam', args: {} };
    const plan = checkPlan({ run: 'r', model: 'm', network, optimizer, epochs: 2, folds: 2, seed: 1 });
    const engine = await testEngine();
    const stop = new AbortController();
    const trained = trainWithFolds({ ...plan, folds: 2 }, dataset, async () => engine, {
      stop: stop.signal,
      onProgress: ({ fold }) => fold === 2 && stop.abort(),
    });
    await assert.rejects(trained, /was stopped before all folds were trained: there is no model yet/);
  });

  it('too many folds are an error that says how many there may be', async () => {
    const five = await tableOf(
      [1, 2, 3, 4, 5].map(i => ({ a: i, y: i / 2 })),
      'y',
      { test: 0, validation: 0.2 },
    );
    await assert.rejects(foldsOf(five, 3, 1), /folds must be at most 2 for the 5 training and validation rows/);
    const rare = Array.from({ length: 30 }, (_, i) => ({ a: i, y: i < 2 ? 'rare' : i % 2 ? 'p' : 'q' }));
    const dataset = await tableOf(rare, 'y', { test: 0, validation: 0.2, splitBy: 'random' });
    await assert.rejects(
      foldsOf(dataset, 3, 1),
      /folds must be at most 2, so that no fold is without the class "rare" of the target "y", which has 2/,
    );
  });

  it('intervals of a model of folds cover the test rows, in its own unit', async () => {
    const uniform = uniformSequence(2);
    const records = Array.from({ length: 400 }, () => {
      const a = 10 * uniform();
      return { a, y: 100 + 30 * a + 40 * (uniform() - 0.5) };
    });
    const dataset = await tableOf(records, 'y', { test: 0.5 });
    let network = appendLayer(emptyNetwork(), { id: 'i', className: 'InputLayer', args: {} });
    network = appendOutput(network, { id: 'o', label: 'output' });
    const optimizer = { className: 'Adam', args: { learningRate: 0.05 } };
    const settings = { epochs: 60, batchSize: 32, folds: 4, seed: 1, earlyStopping: true };
    const plan = checkPlan({ run: 'r', model: 'm', network, optimizer, ...settings });
    const engine = await testEngine();
    const body = await trainWithFolds({ ...plan, folds: 4 }, dataset, async () => engine);
    const name = engineName === 'wasm' ? ('wasm' as const) : ('onnx' as const);
    const sure = await createPredictor(new Model('m', 1, body), { engine: name, confidence: 0.9 });
    const answers = (await sure.predict(dataset)) as { interval: [number, number] }[];
    await sure.dispose();
    const test = dataset.indices('test');
    const covered = test.filter(row => {
      const [low, high] = answers[row]!.interval;
      return low <= records[row]!.y && records[row]!.y <= high;
    }).length;
    assert.ok(covered / test.length > 0.86, `${covered} of ${test.length}, ${answers[0]!.interval}`);
    const [low, high] = answers[0]!.interval;
    // 90 % of errors that are even over 40
    assert.ok(Math.abs(high - low - 36) < 5, `${low}, ${high}`);
  });
});
