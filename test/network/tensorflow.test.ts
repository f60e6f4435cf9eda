import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { activations, layers } from '../../src/catalogue';
import type { LayerEntry } from '../../src/catalogue/entry';
import { Problem } from '../../src/errors';
import { hashUniform, uniformSequence } from '../../src/graph';
import {
  appendLayer,
  buildForward,
  describeNetwork,
  initialWeights,
  joinNetworks,
  unlikeTensorFlowJs,
} from '../../src/network';
import type { HostTensor, NetworkSpec } from '../../src/spec';
import type { WeightArray } from '../../src/values/model';
import type { LayerCases } from '../catalogue/layer-test';
import { float32, int32, readJson } from '../catalogue/oracle';
import { run } from '../catalogue/run';
import { asKeras } from './as-keras';
import { inputOf, next } from './sample';

/**
 * Every layer's `model.json` in stock TensorFlow.js: it opens and gives equal numbers, or `unlikeTensorFlowJs` names it.
 * Beside the cases that are held against Keras: every option and activation, and settings drawn at random.
 */

const DRAWN = 25;
const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
type Args = Readonly<Record<string, unknown>>;
type Shapes = readonly (readonly number[])[];

/** `same`, or what else comes: an error, other numbers. */
async function inTensorFlow(network: NetworkSpec, xs: readonly HostTensor[]): Promise<string> {
  const weights = weightsOf(network);
  const ours = await answer(network, weights, xs);
  try {
    const theirs = await loaded(network, weights);
    const inputs = xs.map(x => tf.tensor(x.data as Float32Array, [...x.shape], x.dtype as 'float32' | 'int32'));
    const y = theirs.predict(inputs.length === 1 ? inputs[0]! : inputs) as tf.Tensor;
    const numbers = y.dataSync();
    if (y.shape.join() !== ours.shape.join()) return `has shape ${y.shape} for ${ours.shape}`;
    const apart = Array.from(ours.data).reduce(
      (most, v, i) => Math.max(most, Math.abs(v - numbers[i]!) / Math.max(1, Math.abs(v))),
      0,
    );
    return apart < 1e-4 ? 'same' : `is ${apart} apart`;
  } catch (error) {
    return `fails: ${(error as Error).message.slice(0, 100)}`;
  } finally {
    tf.disposeVariables();
  }
}

/** As training might leave them: none is 0 or 1 by chance, and what is a variance is positive. */
function weightsOf(network: NetworkSpec): Record<string, WeightArray> {
  const uniform = uniformSequence(7);
  const some = (key: string) => (key.includes('variance') ? uniform() + 0.2 : 2 * uniform() - 1);
  return Object.fromEntries(
    Object.entries(initialWeights(network, 3)).map(([key, { shape, data }]) => [
      key,
      { shape, data: data.map(() => some(key)) },
    ]),
  );
}

function answer(
  network: NetworkSpec,
  weights: Record<string, WeightArray>,
  xs: readonly HostTensor[],
): Promise<HostTensor> {
  const feeds = Object.entries(weights).map(([key, w]) => [key, { ...w, dtype: 'float32' }] as const);
  const given = xs.map((x, i) => [`x${i}`, x] as const);
  return run(Object.fromEntries<HostTensor>([...feeds, ...given]), () => {
    const { inputs, weights: own, outputs } = buildForward(network, { training: false });
    return { inputs: [...Object.values(inputs), ...own.map(w => w.node)], outputs: { y: outputs[0]! } };
  }).then(({ y }) => y!);
}

async function loaded(network: NetworkSpec, weights: Record<string, WeightArray>): Promise<tf.LayersModel> {
  const { modelJson, weightsBin } = asKeras(network, weights);
  const { modelTopology, weightsManifest } = JSON.parse(JSON.stringify(modelJson));
  const weightData = new Uint8Array(weightsBin).buffer;
  return tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }));
}

/** Each option of the arguments, on the first case; each choice on all of them. */
function options({ arguments: table }: LayerEntry, cases: readonly Args[]): Args[] {
  return Object.entries(table).flatMap(([name, { form }]) => {
    if (form.widget === 'checkbox') return [true, false].map(value => ({ ...cases[0], [name]: value }));
    if (form.widget !== 'select') return [];
    if (form.options === 'activations') return Object.keys(activations).map(value => ({ ...cases[0], [name]: value }));
    return typeof form.options === 'string'
      ? []
      : form.options.flatMap(value => cases.map(args => ({ ...args, [name]: value })));
  });
}

/** Settings at random: sizes from 1 to 3, options, flags. */
function drawn({ className, arguments: table }: LayerEntry, cases: readonly Args[]): Args[] {
  const uniform = uniformSequence(className.length);
  const below = (n: number) => Math.floor(uniform() * n);
  const rank = Number(/(\d)D/.exec(className)?.[1] ?? 1);
  return Array.from({ length: DRAWN }, () => {
    const changed = Object.entries(table).flatMap(([name, { form, default: byDefault }]): [string, unknown][] => {
      if (uniform() < 0.5) return [];
      if (form.widget === 'checkbox') return [[name, uniform() < 0.5]];
      if (form.widget === 'select' && typeof form.options !== 'string')
        return [[name, form.options[below(form.options.length)]]];
      if (form.widget === 'shape' && /kernel|pool|strides|dilation|size|padding|cropping/i.test(name))
        return [[name, uniform() < 0.5 ? 1 + below(3) : Array.from({ length: rank }, () => 1 + below(3))]];
      if (form.widget === 'number' && form.integer && typeof byDefault === 'number') return [[name, 1 + below(4)]];
      return [];
    });
    return { ...cases[below(cases.length)], ...Object.fromEntries(changed) };
  });
}

/** The layer on inputs of these shapes; null where it is refused. */
function alone({ className }: LayerEntry, args: Args, shapes: Shapes, integers?: number): NetworkSpec | null {
  const dtype = integers ? 'int32' : 'float32';
  const inputs = shapes.map(([, ...rest], i) => inputOf(`x${i}`, rest, `x${i}`, dtype));
  try {
    return appendLayer(joinNetworks(inputs), { id: 'it', className, label: 'it', args });
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

const fed = (shapes: Shapes, integers?: number): HostTensor[] =>
  shapes.map(([, ...rest], i) => {
    const shape = [8, ...rest];
    const data = [...hashUniform(product(shape), 20 + i)];
    return integers
      ? int32({ shape, data: data.map(u => Math.floor(u * integers)) })
      : float32({ shape, data: data.map(u => 4 * u - 2) });
  });

describe('in stock TensorFlow.js', () => {
  before(async () => {
    tf.enableProdMode();
    await tf.setBackend('cpu');
  });

  for (const entry of Object.values(layers).filter(layer => layer.inputs !== 'none'))
    it(`${entry.className} opens with equal numbers, or is named`, async () => {
      const blocks = [readJson<LayerCases | LayerCases[]>('catalogue', 'cases', `${entry.className}.json`)].flat();
      for (const { cases, inputs, integers } of blocks)
        for (const shapes of inputs)
          for (const [kind, args] of [
            ...[...cases, ...options(entry, cases)].map(args => ['case', args] as const),
            ...drawn(entry, cases).map(args => ['drawn', args] as const),
          ]) {
            const network = alone(entry, args, shapes, integers);
            if (!network) continue;
            const reasons = unlikeTensorFlowJs(network);
            const found = await inTensorFlow(network, fed(shapes, integers));
            const what = `${entry.className} ${JSON.stringify(args)} on ${JSON.stringify(shapes)} ${found}; named: ${reasons.join('; ')}`;
            // settings at random may be equal by chance: an enlargement by 1, two channels that are one
            if (found !== 'same') assert.ok(reasons.length > 0, what);
            else if (kind === 'case') assert.deepEqual(reasons, [], what);
          }
    });

  it('what skips masked steps gives equal numbers, or is named', async () => {
    const [steps, features] = [4, 3];
    const numbers = float32({ shape: [2, steps, features], data: [...hashUniform(2 * steps * features, 3)] });
    for (const at of [6, 7, 8, 9, 10, 11, 21, 22, 23]) numbers.data[at] = 0;
    const tokens = int32({ shape: [2, steps], data: [1, 2, 0, 0, 3, 4, 1, 0] });
    const beginnings = [
      [next(inputOf('x0', [steps, features]), 'Masking', {}, 'mask'), numbers],
      [
        next(
          inputOf('x0', [steps], 'x0', 'int32'),
          'Embedding',
          { inputDim: 5, outputDim: features, maskZero: true },
          'words',
        ),
        tokens,
      ],
    ] as const;
    const ways = [
      {},
      { returnSequences: true },
      { bidirectional: 'sum' },
      { bidirectional: 'concat', returnSequences: true },
    ];
    const skipping = ['LSTM', 'GRU', 'SimpleRNN'].flatMap(className =>
      ways.map(args => [className, { units: 2, ...args, ...(className === 'GRU' && { resetAfter: false }) }] as const),
    );
    const others = Object.values(layers)
      .filter(({ inputs }) => inputs === 'one')
      .map(({ className }) => [className, {}] as const);
    for (const [begun, x] of beginnings)
      for (const [className, args] of [...skipping, ...others])
        for (const end of [null, 'LSTM', 'GlobalAveragePooling1D']) {
          const network = ended(begun, className, args, end);
          if (!network) continue;
          const found = await inTensorFlow(network, [x]);
          if (found !== 'same')
            assert.ok(unlikeTensorFlowJs(network).length > 0, `${className} ${JSON.stringify(args)} ${end} ${found}`);
        }
    for (const className of ['Add', 'Concatenate', 'Multiply', 'Average', 'Maximum', 'Minimum'])
      for (const [begun, x] of beginnings) {
        const dense = next(begun, 'Dense', { units: features }, 'dense');
        const both = appendLayer(dense, { id: 'it', className, args: {} }, [...dense.heads, ...begun.heads]);
        const network = next(both, 'LSTM', { units: 2 }, 'end');
        const found = await inTensorFlow(network, [x]);
        if (found !== 'same') assert.ok(unlikeTensorFlowJs(network).length > 0, `${className} ${found}`);
      }
  });

  it('a weight that is not as its constraint has it, which TensorFlow.js would change, is named', () => {
    const network = next(
      inputOf('x0', [2]),
      'Dense',
      { units: 1, kernelConstraint: 'UnitNorm', biasConstraint: 'NonNeg' },
      'd',
    );
    const reasons = (kernel: number[], bias: number) =>
      unlikeTensorFlowJs(network, {
        'd/kernel': { shape: [2, 1], data: Float32Array.from(kernel) },
        'd/bias': { shape: [1], data: Float32Array.from([bias]) },
      });
    assert.deepEqual(reasons([0.6, 0.8], 0), []);
    assert.match(reasons([0.6, 0.7], 0).join(), /^d: TensorFlow.js would change its kernel/);
    assert.match(reasons([0.6, 0.8], -1).join(), /^d: TensorFlow.js would change its bias/);
  });
});

/** Both layers behind what masks; null where they are refused. */
function ended(begun: NetworkSpec, className: string, args: Args, end: string | null): NetworkSpec | null {
  try {
    const network = next(begun, className, args, 'it');
    const whole = end ? next(network, end, {}, 'end') : network;
    describeNetwork(whole);
    return whole;
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}
