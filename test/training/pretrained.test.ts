import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashUniform } from '../../src/graph';
import {
  addOutput,
  appendOutput,
  appendPretrained,
  joinNetworks,
  type PretrainedPart,
  pretrainedPart,
  type Transfer,
} from '../../src/network';
import type { ModelCard, NetworkSpec, OptimizerSpec, Pipeline } from '../../src/spec';
import { pretrainedPlan, train, withPretrainedColumns } from '../../src/training';
import { openOrder, orderParcel } from '../../src/training/process/marshal';
import { ModelBody, type WeightArray } from '../../src/values/model';
import { engineName, testEngine } from '../engines';
import { inputOf, next } from '../network/sample';
import { card } from '../values/samples';
import { distance, firstWeights, sampleDataset, samplePlan } from './samples';

interface Case {
  readonly name: string;
  readonly rows: number;
  readonly validation: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly optimizer: OptimizerSpec;
  readonly rate: number;
  readonly transfer: Transfer;
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly base: readonly (readonly number[])[];
}
/** See test/oracle/transfer.py. */
const cases = JSON.parse(readFileSync(join(__dirname, '../oracle/transfer.json'), 'utf8')) as readonly Case[];

const FROZEN = { trainable: false, inferenceMode: true, learningRateMultiplier: 1 };
const BASE = [
  ...['dense/kernel', 'dense/bias', 'norm/gamma', 'norm/beta', 'norm/moving_mean', 'norm/moving_variance'],
  ...['features/kernel', 'features/bias'],
];

/** A classifier whose last layer is not used again. */
function baseNetwork(rate: number): NetworkSpec {
  const dense = next(inputOf('x', [6]), 'Dense', { units: 8, activation: 'relu' }, 'dense');
  const dropped = next(next(dense, 'BatchNormalization', {}, 'norm'), 'Dropout', { rate }, 'dropout');
  const features = next(dropped, 'Dense', { units: 5, activation: 'tanh' }, 'features');
  const out = next(features, 'Dense', { units: 3, activation: 'softmax' }, 'out');
  return addOutput(out, { call: out.heads[0]! });
}
function baseWeights(): Record<string, WeightArray> {
  const shapes = [[6, 8], [8], [8], [8], [8], [8, 5], [5]];
  const found = firstWeights(
    BASE.filter(name => name !== 'norm/moving_variance'),
    shapes,
    { key: 200 },
  );
  const { data, shape } = found['norm/gamma']!;
  return {
    ...found,
    'norm/gamma': { shape, data: data.map(v => v + 1) },
    'norm/moving_variance': { shape, data: hashUniform(8, 300).map(u => u + 0.5) },
    'out/kernel': { shape: [5, 3], data: new Float32Array(15) },
    'out/bias': { shape: [3], data: new Float32Array(3) },
  };
}
function headNetwork(): NetworkSpec {
  const first = next(inputOf('h', [5]), 'Dense', { units: 4, activation: 'relu' }, 'first');
  const last = next(first, 'Dense', { units: 3, activation: 'softmax' }, 'last');
  return addOutput(last, { call: last.heads[0]! });
}
const headWeights = () =>
  firstWeights(['first/kernel', 'first/bias', 'last/kernel', 'last/bias'], [[5, 4], [4], [4, 3], [3]], { key: 400 });

const body = (network: NetworkSpec, weights: Readonly<Record<string, WeightArray>>, more: Partial<ModelCard> = {}) =>
  new ModelBody({ ...card, ...more }, network, weights, null, new Uint8Array(0));
/** Its columns are those of the dataset, as they are. */
const withPipeline = ({ card, network, weights, onnx }: ModelBody, pipeline: Pipeline) =>
  new ModelBody(card, network, weights, pipeline, onnx);

const partOf = (network: NetworkSpec, until: string, model: string): PretrainedPart =>
  pretrainedPart(network, until, { name: model, store: '', model });

describe(`pretrained layers on ${engineName}`, () => {
  for (const c of cases)
    it(`learn as in Keras: ${c.name}`, async () => {
      const dataset = sampleDataset(c.rows, c.validation);
      const bodies: Record<string, ModelBody> = {
        'base:1': withPipeline(body(baseNetwork(c.rate), baseWeights()), dataset.pipeline),
        'head:1': body(headNetwork(), headWeights()),
      };
      const below = appendPretrained(
        inputOf('in', [6]),
        { id: 'n1', label: 'base' },
        partOf(bodies['base:1']!.network, '', 'base:1'),
        c.transfer,
      );
      const whole = partOf(bodies['head:1']!.network, 'last', 'head:1');
      const network = appendPretrained(below, { id: 'n2', label: 'head' }, whole, {
        ...FROZEN,
        ...{ trainable: true, inferenceMode: false },
      });
      const pretrained = (await pretrainedPlan(network, dataset.pipeline, async ({ model }) => bodies[model]!))!;
      const plan = samplePlan({
        ...{ network, pretrained, epochs: c.epochs, batchSize: c.batchSize, shuffle: false },
        optimizer: c.optimizer,
      });
      const order = openOrder(orderParcel(plan, dataset)); // as the training process gets it
      const trained = await train(order.plan, order.dataset, await testEngine());
      for (const [key, values] of Object.entries(c.history))
        assert.ok(
          distance(trained.card.history[key]!, values) < 1e-5,
          `${key}: ${trained.card.history[key]} ${values}`,
        );
      const layers = new Map(trained.network.layers.map(({ id, pretrained }) => [pretrained?.layer, id]));
      for (const [i, key] of BASE.entries()) {
        const [layer, weight] = key.split('/');
        const { data } = trained.weights[`${layers.get(layer)}/${weight}`]!;
        assert.ok(distance(data, c.base[i]!) < 1e-5, `${key} differs`);
      }
    });

  describe('from an input', () => {
    const scaled = (mean: number, names = ['x']): Pipeline => ({
      version: 1,
      targets: [],
      features: names.map(name => ({
        ...{ name, type: 'tensor', shape: [6] },
        transform: { kind: 'standardize', mean, std: 2 },
      })),
    });
    const network = (id = 'n') =>
      appendPretrained(inputOf('in', [6]), { id, label: 'base' }, partOf(baseNetwork(0), '', 'base:1'), FROZEN);
    const columns = async (base: ModelBody, dataset: Pipeline) =>
      withPretrainedColumns(dataset, await pretrainedPlan(network(), dataset, async () => base)).features;

    it('get columns as their own model prepares them; an array may have another name', async () => {
      const base = withPipeline(body(baseNetwork(0), baseWeights()), scaled(7));
      assert.deepEqual(await columns(base, scaled(100)), scaled(7).features);
      assert.deepEqual(await columns(base, scaled(100, ['picture'])), scaled(7, ['picture']).features);
      await assert.rejects(
        columns(base, scaled(100, ['a', 'b'])),
        /learned from the columns x, and the input in brings/,
      );
    });

    it('of another program get numbers as they are', async () => {
      const origin = { file: null, sha256: '', imported: '', program: 'Keras 3.15.1' };
      const base = withPipeline(body(baseNetwork(0), baseWeights(), { origin }), scaled(7));
      const [x] = await columns(base, scaled(100));
      assert.deepEqual(x!.transform, { kind: 'identity' });
    });

    it('bring the weights that the model has: a changed one is refused', async () => {
      const weights = { ...baseWeights(), 'dense/kernel': { shape: [6, 2], data: new Float32Array(12) } };
      const base = withPipeline(body(baseNetwork(0), weights), scaled(7));
      const dataset = sampleDataset(8);
      const pretrained = (await pretrainedPlan(network(), dataset.pipeline, async () => base))!;
      const whole = appendOutput(network(), { id: 'o', label: 'output' });
      const plan = samplePlan({ network: whole, pretrained, metrics: 'auto', loss: 'auto' });
      const engine = await testEngine();
      await assert.rejects(
        train(plan, dataset, engine),
        /the weights in base:1 do not fit here: it has \[6, 2\] where the network has kernel \[6, 8\]/,
      );
    });
  });

  it('are taken up to a layer that is named once, of a part with one input', () => {
    const two = joinNetworks([inputOf('a', [2]), inputOf('b', [2])]);
    const joined = next(next(two, 'Concatenate', {}, 'both'), 'Dense', { units: 1 }, 'end');
    const parts: readonly [NetworkSpec, string, RegExp][] = [
      [joined, '', /m has 2 inputs up to here \(a, b\)/],
      [next(two, 'Add', {}, 'sum'), '', /layer must be named: the last layer of m joins 2 branches. It has sum/],
      [
        baseNetwork(0),
        'nothing',
        /layer must be a layer of m \(dense, norm, dropout, features, out\), received "nothing"/,
      ],
      [next(inputOf('x', [2]), 'Dense', { units: 1 }, 'only'), '', /layer must be a layer after the input/],
    ];
    for (const [network, until, problem] of parts) assert.throws(() => partOf(network, until, 'm'), problem);
  });
});
