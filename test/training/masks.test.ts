import assert from 'node:assert/strict';
import { layers } from '../../src/catalogue';
import { openSession } from '../../src/engine';
import { hashUniform } from '../../src/graph';
import { addOutput, appendLayer, describeNetwork, emptyNetwork } from '../../src/network';
import type { NetworkSpec } from '../../src/spec';
import { type PlanInput, train } from '../../src/training';
import type { WeightArray } from '../../src/values/model';
import { engineName, testEngine } from '../engines';
import { distance, firstWeights, fitOracle, samplePlan, sampleRows, tensorColumn, tensorDataset } from './samples';

interface Case extends Pick<PlanInput, 'optimizer'> {
  readonly layers: readonly [id: string, className: string, args: Record<string, unknown>, inputs?: string[]][];
  readonly rows: number;
  readonly validation: number;
  readonly history: Readonly<Record<string, number[]>>;
  readonly weights: Readonly<Record<string, number[][]>>;
  readonly predictions: number[];
}

const [STEPS, FEATURES] = [5, 3];
const FILLED = [[3, 4], [0, 1], [0, 4], [2], [], [0, 1, 2, 3, 4], [1, 2, 3, 4]];

/** What test/oracle/fit.py has too: steps of three numbers, some of them filled up with 0 or with 0.25. */
function sequences(rows: number, key: number, someStep: boolean): Float32Array {
  const x = hashUniform(rows * STEPS * FEATURES, key).map(u => u - 0.5);
  const step = (row: number, i: number) => x.subarray((row * STEPS + i) * FEATURES, (row * STEPS + i + 1) * FEATURES);
  for (let row = 0; row < rows; row++) for (const i of FILLED[row % 7]!) step(row, i).fill(row % 2 ? 0 : 0.25);
  if (someStep) for (let row = 5; row < rows; row += 7) step(row, 0).fill(1);
  return x;
}

/** A whole number below 9 for each step, 0 where it is filled up with 0. */
const tokens = (x: Float32Array): Float32Array =>
  Float32Array.from({ length: x.length / FEATURES }, (_, i) => {
    const step = x.subarray(i * FEATURES, (i + 1) * FEATURES);
    return step.some(v => v !== 0) ? Math.floor((step[0]! + 0.5) * 8) + 1 : 0;
  });

function networkOf({ layers }: Case, words: boolean): NetworkSpec {
  const args = words ? { shape: [STEPS], dtype: 'int32' } : { shape: [STEPS, FEATURES] };
  const start = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args });
  const calls = new Map([['in', start.heads[0]!]]);
  let network = start;
  let last = 'in';
  for (const [id, className, args, inputs = [last]] of layers) {
    network = appendLayer(
      network,
      { id, className, args },
      inputs.map(i => calls.get(i)!),
    );
    calls.set(id, network.heads.at(-1)!);
    last = id;
  }
  return addOutput(network, { call: calls.get(last)! });
}

/** Weights in the order of the layers, streams 300, 301, … */
function startOf(network: NetworkSpec): Record<string, WeightArray> {
  const layers = Object.entries(describeNetwork(network).layers);
  const weights = layers.flatMap(([id, { weights }]) =>
    Object.entries(weights ?? {}).map(([name, { shape }]) => ({ key: `${id}/${name}`, shape })),
  );
  const first = firstWeights(
    weights.map(w => w.key),
    weights.map(w => w.shape),
    { key: 300 },
  );
  return Object.fromEntries(
    Object.entries(first).map(([key, w]) => [key, key.includes('variance') ? { ...w, data: w.data.map(Math.abs) } : w]),
  );
}

describe(`masks on ${engineName}`, () => {
  it('the layers that take masks are those of Keras that do', () => {
    // Keras asks the class; of ours, these end what they read, and Embedding is asked with its argument
    const ending = ['Dot', 'GlobalAveragePooling1D'];
    const notAsked = ['Embedding', 'Scale']; // Keras has no Scale
    const ours = Object.values(layers).filter(({ mask, className }) => mask && !notAsked.includes(className));
    assert.deepEqual(
      [...ours.map(({ className }) => className), ...ending].sort(),
      (fitOracle.supportMasks as string[]).sort(),
    );
  });

  for (const [name, c] of Object.entries(fitOracle.masks as Record<string, Case>))
    it(`${name}: history, weights and predictions are Keras's`, async () => {
      const names = c.layers.map(([, className]) => className);
      const words = names.includes('Embedding');
      const parts = (
        [
          [c.rows, 41],
          [c.validation, 42],
        ] as const
      ).map(([rows, key]) => sequences(rows, key, names.includes('GlobalAveragePooling1D') && !words));
      const x = words ? parts.map(tokens) : parts;
      if (words && names.includes('GlobalAveragePooling1D'))
        for (const ids of x) for (let row = 5; row * STEPS < ids.length; row += 7) ids[row * STEPS] = 1;
      const shape = words ? [STEPS] : [STEPS, FEATURES];
      const oneHot = [sampleRows(c.rows).oneHot, sampleRows(c.validation, { key: 2 }).oneHot];
      const join = (arrays: readonly Float32Array[]) => Float32Array.from(arrays.flatMap(a => [...a]));
      const label = { ...tensorColumn('label', join(oneHot), [3]), task: 'classification' as const };
      const dataset = tensorDataset([tensorColumn('x', join(x), shape)], [label], c.rows, c.rows + c.validation);

      const network = networkOf(c, words);
      const { optimizer } = c;
      const plan = samplePlan({
        network,
        optimizer,
        epochs: 3,
        batchSize: 16,
        shuffle: false,
        initial: startOf(network),
      });
      const body = await train(plan, dataset, await testEngine());
      for (const [key, values] of Object.entries(c.history)) {
        // of rows that are not there, Keras takes accuracies of the others, and means of means for validation
        if (name === 'rows that are not there' && key !== 'loss') continue;
        const ours = body.card.history[key]!;
        assert.ok(distance(ours, values) < 2e-5, `${key}: ${ours}, Keras ${values}`);
      }
      for (const [id, arrays] of Object.entries(c.weights)) {
        const own = Object.entries(body.weights).filter(([key]) => key.startsWith(`${id}/`));
        assert.equal(own.length, arrays.length);
        for (const [i, [key, w]] of own.entries())
          assert.ok(distance(w.data, arrays[i]!) < 2e-5, `${key} differs by ${distance(w.data, arrays[i]!)}`);
      }
      if (engineName !== 'onnx' && engineName !== 'wasm') return;
      const session = await openSession(body.onnx, engineName);
      try {
        const data = words ? Int32Array.from(x[1]!) : x[1]!;
        const feed = { data, shape: [c.validation, ...shape], dtype: words ? 'int32' : 'float32' } as const;
        const { data: found } = Object.values(await session.run({ input: feed }))[0]!;
        assert.ok(distance(found, c.predictions) < 2e-5, `predictions differ by ${distance(found, c.predictions)}`);
      } finally {
        await session.dispose();
      }
    });
});
