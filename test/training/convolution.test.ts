import assert from 'node:assert/strict';
import { openSession } from '../../src/engine';
import { addOutput, appendLayer, describeNetwork, emptyNetwork } from '../../src/network';
import type { NetworkSpec } from '../../src/spec';

import { train } from '../../src/training';
import { readJson } from '../catalogue/oracle';
import { engineName, testEngine } from '../engines';
import { distance, firstWeights, samplePlan, sampleRows, tensorColumn, tensorDataset } from './samples';

interface Keras {
  readonly rows: number;
  readonly batchSize: number;
  readonly loss: number;
  readonly weights: number[][];
  readonly predictions: number[];
}

const SHAPE = [9, 9, 2];
const layers = [
  ['Conv2D', { filters: 4, kernelSize: 3, activation: 'relu' }],
  ['MaxPooling2D', { poolSize: 2 }],
  ['Conv2D', { filters: 5, kernelSize: 2, padding: 'same', activation: 'tanh' }],
  ['AveragePooling2D', { poolSize: 2, padding: 'same' }],
  ['Conv2D', { filters: 3, kernelSize: 1, strides: 2, activation: 'relu' }],
  ['Flatten', {}],
  ['Dense', { units: 3, activation: 'softmax' }],
] as const;

function cnn(): NetworkSpec {
  const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', label: 'in', args: { shape: SHAPE } });
  const network = layers.reduce<NetworkSpec>(
    (spec, [className, args], i) => appendLayer(spec, { id: `l${i}`, className, label: `l${i}`, args }),
    input,
  );
  return addOutput(network, { call: network.heads[0]! });
}

describe(`a convolutional network on ${engineName}`, () => {
  const keras = readJson<Keras>('oracle', 'convolution.json');
  const network = cnn();
  const described = describeNetwork(network).layers;
  const specs = Object.entries(described).flatMap(([id, { weights }]) =>
    Object.entries(weights ?? {}).map(([name, { shape }]) => ({ key: `${id}/${name}`, shape })),
  );
  const keys = specs.map(s => s.key);
  const shapes = specs.map(s => s.shape);
  const { x, oneHot } = sampleRows(keras.rows, { features: 162, classes: 3 });
  const dataset = tensorDataset(
    [tensorColumn('x', x, SHAPE)],
    [{ ...tensorColumn('label', oneHot, [3]), task: 'classification', classes: ['a', 'b', 'c'] }],
    keras.rows,
    keras.rows,
  );

  it('has Keras’s weights after 20 steps to 1e-5, and its file predicts as Keras does', async () => {
    const initial = firstWeights(keys, shapes);
    const plan = samplePlan({ network, epochs: 1, batchSize: keras.batchSize, shuffle: false, initial });
    const body = await train(plan, dataset, await testEngine());
    assert.ok(Math.abs(body.card.metrics.loss! - keras.loss) < 1e-5, `loss ${body.card.metrics.loss}, ${keras.loss}`);
    keys.forEach((key, i) => {
      const apart = distance(body.weights[key]!.data, keras.weights[i]!);
      assert.ok(apart < 1e-5, `${key} differs by ${apart}`);
    });

    const program = await openSession(body.onnx, engineName === 'wasm' ? 'wasm' : 'onnx');
    const rows = { data: x.slice(0, 5 * 162), shape: [5, ...SHAPE], dtype: 'float32' as const };
    const [predictions] = Object.values(await program.run({ in: rows }));
    await program.dispose();
    assert.ok(distance(predictions!.data, keras.predictions) < 1e-5);
  });
});
