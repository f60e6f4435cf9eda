import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashUniform } from '../../src/graph';
import { addOutput, appendPretrained, type PretrainedPart, pretrainedPart, type Transfer } from '../../src/network';
import type { ModelCard, NetworkSpec, OptimizerSpec, Pipeline } from '../../src/spec';
import { pretrainedPlan, train, withPretrainedColumns } from '../../src/training';
import { openOrder, orderParcel } from '../../src/training/process/marshal';
import { ModelBody, type WeightArray } from '../../src/values/model';
import { engineName, testEngine } from '../engines';
import { inputOf, next, someWeights } from '../network/sample';
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
});
