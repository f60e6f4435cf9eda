import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSession } from '../../src/engine';
import { createPredictor } from '../../src/inference';
import { addOutput, appendLayer, emptyNetwork } from '../../src/network';
import type { HostTensor, NetworkSpec } from '../../src/spec';
import { openStore } from '../../src/store';
import { train } from '../../src/training';
import { Model, type ModelBody } from '../../src/values/model';
import type { Tensor } from '../../src/values/tensor';
import { engineName, testEngine } from '../engines';
import {
  distance,
  firstWeights,
  oracle,
  SHAPES,
  sampleDataset,
  samplePlan,
  sampleRows,
  tensorColumn,
  tensorDataset,
} from './samples';

/** State that no gradient moves, and gradients of rows that come twice: what Keras fit does with them. */

const WEIGHTS = [
  ...['hidden/kernel', 'hidden/bias', 'norm/gamma', 'norm/beta', 'norm/moving_mean', 'norm/moving_variance'],
  ...['out/kernel', 'out/bias'],
];

const chain = (...layers: [id: string, className: string, args: Record<string, unknown>][]): NetworkSpec => {
  const network = layers.reduce(
    (spec, [id, className, args]) => appendLayer(spec, { id, className, args }),
    emptyNetwork(),
  );
  return addOutput(network, { call: network.heads[0]! });
};

const normalized = (): NetworkSpec =>
  chain(
    ['in', 'InputLayer', { shape: [6] }],
    ['hidden', 'Dense', { units: 8 }],
    ['norm', 'BatchNormalization', { momentum: 0.8 }],
    ['relu', 'ReLU', {}],
    ['out', 'Dense', { units: 3, activation: 'softmax' }],
  );

function firstOf() {
  const shapes = [...SHAPES.slice(0, 2), [8], [8], [8], [8], ...SHAPES.slice(2)];
  const weights = firstWeights(WEIGHTS, shapes);
  const variance = weights['norm/moving_variance']!;
  return { ...weights, 'norm/moving_variance': { ...variance, data: variance.data.map(Math.abs) } };
}

describe(`state and embeddings on ${engineName}`, () => {
  const c = oracle.normalization;
  const wishes = { ...c, optimizer: { className: 'SGD', args: { learningRate: c.learningRate } }, shuffle: false };
  const validation = sampleRows(c.validation, { key: 2 }).x;
  let body: ModelBody;
  before(async () => {
    const plan = samplePlan({ ...wishes, network: normalized(), initial: firstOf() });
    body = await train(plan, sampleDataset(c.rows, c.validation), await testEngine());
  });

  it('moving statistics, weights and history are those of Keras fit, with a last batch of two rows', () => {
    for (const [i, key] of WEIGHTS.entries()) {
      const apart = distance(body.weights[key]!.data, c.weights[i]);
      assert.ok(apart < 1e-5, `${key} differs by ${apart}`);
    }
    for (const [name, values] of Object.entries(c.history))
      assert.ok(distance(body.card.history[name]!, values as number[]) < 2e-5, `${name}: ${body.card.history[name]}`);
    assert.equal(body.card.parameters, 6 * 8 + 8 + 4 * 8 + 8 * 3 + 3);
  });

  it('a weight that is a state of its own, by clipNorm, moves alike', async () => {
    const plan = samplePlan({ ...wishes, network: normalized(), initial: firstOf() });
    const clipped = { ...plan, optimizer: { ...plan.optimizer, clipNorm: 1e9 } };
    const { weights } = await train(clipped, sampleDataset(c.rows, c.validation), await testEngine());
    for (const [i, key] of WEIGHTS.entries()) assert.ok(distance(weights[key]!.data, c.weights[i]) < 1e-5, key);
  });

  it('model.onnx predicts with the moving statistics, whatever the batch', async function () {
    if (engineName !== 'onnx' && engineName !== 'wasm') this.skip();
    const session = await openSession(body.onnx, engineName);
    try {
      const run = async (rows: number) => {
        const feed: HostTensor = { data: validation.slice(0, rows * 6), shape: [rows, 6], dtype: 'float32' };
        return Object.values(await session.run({ input: feed }))[0]!.data;
      };
      assert.ok(distance(await run(c.validation), c.predictions) < 1e-5);
      assert.ok(distance(await run(1), c.predictions.slice(0, 3)) < 1e-5);
    } finally {
      await session.dispose();
    }
  });

  it('a saved and loaded model predicts the same, and goes on learning from its statistics', async () => {
    const root = await mkdtemp(join(tmpdir(), 'tensorwire-state-'));
    try {
      const store = openStore(root);
      await store.save(new Model('sample', 1, body));
      const loaded = await store.load('sample');
      for (const key of WEIGHTS)
        assert.deepEqual([...loaded.body.weights[key]!.data], [...body.weights[key]!.data], key);
      const predictor = await createPredictor(loaded, { engine: engineName === 'wasm' ? 'wasm' : 'onnx' });
      const { data } = (await predictor.predict([...rowsOf(validation)], 'tensor')) as Tensor;
      await predictor.dispose();
      assert.ok(distance(data, c.predictions) < 1e-5);

      const half = samplePlan({ ...wishes, epochs: 2, network: normalized(), initial: firstOf() });
      const dataset = sampleDataset(c.rows, c.validation);
      const first = await train(half, dataset, await testEngine());
      const more = await train({ ...half, initial: first.weights }, dataset, await testEngine());
      for (const [i, key] of WEIGHTS.entries()) assert.ok(distance(more.weights[key]!.data, c.weights[i]) < 1e-5, key);
    } finally {
      await rm(root, { recursive: true });
    }
  });

  it('an embedding learns as in Keras, from rows that come many times in a batch', async () => {
    const e = oracle.embedding;
    const ids = sampleRows(e.rows, { features: 5, key: 11 }).x.map(u => Math.floor((u + 0.5) * 12));
    const oneHot = new Float32Array(e.rows * 3);
    for (let row = 0; row < e.rows; row++) oneHot[row * 3 + (ids[row * 5]! % 3)] = 1;
    const label = { ...tensorColumn('label', oneHot, [3]), task: 'classification' as const };
    const dataset = tensorDataset([tensorColumn('words', ids, [5])], [label], e.rows, e.rows);
    const network = chain(
      ['in', 'InputLayer', { shape: [5], dtype: 'int32' }],
      ['words', 'Embedding', { inputDim: 12, outputDim: 4 }],
      ['flat', 'Flatten', {}],
      ['out', 'Dense', { units: 3, activation: 'softmax' }],
    );
    const names = ['words/embeddings', 'out/kernel', 'out/bias'];
    const initial = firstWeights(names, [[12, 4], [20, 3], [3]]);
    const optimizer = { className: 'Adam', args: { learningRate: e.learningRate } };
    const plan = samplePlan({ ...e, loss: 'auto', network, optimizer, shuffle: false, initial });
    const trained = await train(plan, dataset, await testEngine());
    const { weights, card } = trained;
    assert.ok(Math.abs(card.history.loss![0]! - e.loss) < 1e-5, `loss ${card.history.loss}, Keras ${e.loss}`);
    for (const [i, key] of names.entries()) assert.ok(distance(weights[key]!.data, e.weights[i]) < 1e-5, key);

    const model = new Model('sample', 1, trained);
    const predictor = await createPredictor(model, { engine: engineName === 'wasm' ? 'wasm' : 'onnx' });
    const row = [3, 0, 11, 3, 7];
    const { data } = (await predictor.predict([row], 'tensor')) as Tensor;
    await predictor.dispose();
    const [table, kernel, bias] = names.map(name => weights[name]!.data);
    const vector = row.flatMap(id => [...table!.subarray(id * 4, id * 4 + 4)]);
    const powers = [...bias!].map((b, j) => Math.exp(vector.reduce((sum, v, i) => sum + v * kernel![i * 3 + j]!, b)));
    const total = powers.reduce((a, b) => a + b, 0);
    assert.ok(
      distance(
        data,
        powers.map(v => v / total),
      ) < 1e-6,
    );
  });
});

function* rowsOf(x: Float32Array): Generator<number[]> {
  for (let at = 0; at < x.length; at += 6) yield [...x.subarray(at, at + 6)];
}
