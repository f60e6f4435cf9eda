import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TensorwireError } from '../../src/errors';
import { buildForward, fromKerasJson, splitBin, uniqueNames } from '../../src/network';
import type { HostTensor, NetworkSpec } from '../../src/spec';
import type { WeightArray } from '../../src/values/model';
import { readJson } from '../catalogue/oracle';
import { run } from '../catalogue/run';
import { asKeras } from './as-keras';

/** Models saved by Keras, with Keras's results (test/oracle/keras_json.py): equal here, or rejected with a message. */

interface Bytes {
  readonly shape: number[];
  /** base64 of float32 */
  readonly data: string;
}
interface Case {
  readonly name: string;
  readonly model: object;
  readonly weights: string;
  readonly inputs: readonly Bytes[];
  readonly outputs: readonly Bytes[];
  readonly refused?: string;
}

const floats = (base64: string): Float32Array => new Float32Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer);

async function outputs(
  network: NetworkSpec,
  weights: Readonly<Record<string, WeightArray>>,
  xs: readonly Bytes[],
): Promise<HostTensor[]> {
  const names = uniqueNames(network);
  const inputs = network.layers.filter(l => l.className === 'InputLayer');
  const feeds: Record<string, HostTensor> = {};
  inputs.forEach((layer, i) => {
    feeds[names[layer.id]!] = { shape: xs[i]!.shape, data: floats(xs[i]!.data), dtype: 'float32' };
  });
  for (const [key, { shape, data }] of Object.entries(weights)) feeds[key] = { shape, data, dtype: 'float32' };
  const results = await run(feeds, () => {
    const forward = buildForward(network, { training: false });
    return {
      inputs: [...Object.values(forward.inputs), ...forward.weights.map(w => w.node)],
      outputs: Object.fromEntries(forward.outputs.map((node, i) => [`y${i}`, node])),
    };
  });
  return Object.values(results) as unknown as HostTensor[];
}

function assertClose(found: readonly HostTensor[], wanted: readonly Bytes[]): void {
  assert.equal(found.length, wanted.length);
  for (const [i, { shape, data }] of wanted.entries()) {
    assert.deepEqual([...found[i]!.shape], shape);
    floats(data).forEach((value, at) => {
      const actual = found[i]!.data[at]!;
      assert.ok(Math.abs(actual - value) <= 2e-5 * Math.max(1, Math.abs(value)), `[${at}]: ${actual}, not ${value}`);
    });
  }
}

describe('models that Keras saved', () => {
  const cases = readJson<Case[]>('oracle', 'keras_json.json');
  for (const { name, model, weights, inputs, outputs: wanted, refused } of cases)
    it(`${name}: ${refused ? 'refused by name' : 'the same numbers, and again from a file of ours'}`, async () => {
      const bin = new Uint8Array(Buffer.from(weights, 'base64'));
      if (refused) {
        assert.throws(
          () => fromKerasJson(model, bin),
          error => error instanceof TensorwireError && error.message.includes(refused),
        );
        return;
      }
      const read = fromKerasJson(model, bin);
      assertClose(await outputs(read.network, read.weights, inputs), wanted);
      const { modelJson, weightsBin } = asKeras(read.network, read.weights);
      const again = fromKerasJson(JSON.parse(JSON.stringify(modelJson)), weightsBin);
      assertClose(await outputs(again.network, again.weights, inputs), wanted);
      assert.deepEqual(
        again.network.layers.map(layer => layer.trainable),
        read.network.layers.map(layer => layer.trainable),
      );
    });

  for (const name of ['functional_mask_notequal', 'identity_variancescaling', 'multiply_broadcast', 'rmsnormalization'])
    it(`${name}, whose layers once were not read`, () => {
      const { modelJson } = JSON.parse(readFileSync(join(__dirname, `../cases/models/keras_${name}.json`), 'utf8')) as {
        modelJson: { weightsManifest: { weights: { shape: number[] }[] }[] };
      };
      const count = modelJson.weightsManifest[0]!.weights.reduce((n, w) => n + w.shape.reduce((a, b) => a * b, 1), 0);
      const { network, weights } = fromKerasJson(modelJson, new Uint8Array(4 * count));
      assert.ok(network.outputs.length === 1 && Object.keys(weights).length > 0);
    });

  it('layers that are not trained stay as they are, and no penalty is taken of them', () => {
    const { model, weights } = cases.find(one => one.name === 'layers that are not trained')!;
    const { network } = fromKerasJson(model, new Uint8Array(Buffer.from(weights, 'base64')));
    const forward = buildForward(network, { training: true });
    assert.deepEqual(
      forward.weights.map(({ key, spec }) => [key.split('/')[1], spec.trainable !== false]),
      [
        ['kernel', false],
        ['bias', false],
        ['gamma', false],
        ['beta', false],
        ['moving_mean', false],
        ['moving_variance', false],
        ['kernel', true],
        ['bias', true],
      ],
    );
    assert.deepEqual(forward.updates, [], 'batch normalization goes by its moving statistics');
  });

  const dense = (name: string, ...from: unknown[]) => ({
    class_name: 'Dense',
    config: { name, units: 1, use_bias: false },
    name,
    inbound_nodes: from,
  });
  const node = (from: string, call = 0) => [[from, call, 0, {}]];
  const input = { class_name: 'InputLayer', config: { name: 'x', batch_shape: [null, 1] }, name: 'x' };
  const functional = (layers: readonly object[], name = 'model', end = 'y') => ({
    ...{ class_name: 'Functional', name },
    config: { name, layers: [input, ...layers], input_layers: [['x', 0, 0]], output_layers: [[end, 0, 0]] },
  });

  it('models in models that multiply their calls are refused', () => {
    const times = 30;
    let inner: object = dense('y', node('x'));
    for (const level of [0, 1, 2, 3]) {
      const name = `level${level}`;
      const model = { ...functional([inner], name), inbound_nodes: Array.from({ length: times }, () => node('x')) };
      inner =
        level === 0 ? model : { ...model, config: { ...model.config, output_layers: [[`level${level - 1}`, 0, 0]] } };
    }
    assert.throws(
      () => fromKerasJson({ modelTopology: functional([inner], 'model', 'level3') }, new Uint8Array(0)),
      /makes more than 100000 calls of the layers of models in models/,
    );
  });

  it('more than 10,000 calls are refused', () => {
    const shared = dense('y', ...Array.from({ length: 10_000 }, () => node('x')));
    assert.throws(
      () => fromKerasJson({ modelTopology: functional([shared]) }, new Uint8Array(0)),
      /has more than 10000 layers or calls/,
    );
  });

  it('of many faults, the first are told', () => {
    const layers = Array.from({ length: 1000 }, () => ({ class_name: 1, config: {} }));
    assert.throws(
      () => fromKerasJson({ modelTopology: { class_name: 'Sequential', config: { layers } } }, new Uint8Array(0)),
      error => error instanceof TensorwireError && error.message.length < 1000,
    );
  });

  it('arguments of a call that change something are refused, of a model in the model and by position too', () => {
    const inner = (given: object) => ({
      ...functional([dense('y', node('x'))], 'inner'),
      inbound_nodes: [[['x', 0, 0, given]]],
    });
    const model = (given: object) => ({ modelTopology: functional([inner(given)], 'model', 'inner') });
    const weightsManifest = [{ weights: [{ name: 'y/kernel', shape: [1, 1], dtype: 'float32' }] }];
    assert.throws(() => fromKerasJson(model({ training: true }), new Uint8Array(0)), /^inner: is called with training/);
    fromKerasJson({ ...model({ training: false }), weightsManifest }, new Uint8Array(4));
    const tensor = { class_name: '__keras_tensor__', config: { shape: [null, 1], keras_history: ['x', 0, 0] } };
    const called = { ...dense('y'), inbound_nodes: [{ args: [tensor, true], kwargs: {} }] };
    assert.throws(
      () => fromKerasJson({ modelTopology: functional([called]) }, new Uint8Array(0)),
      /^y: is called with a positional argument true/,
    );
  });

  const recurrent = (className: string, config: object, version = '3.5.0') => ({
    modelTopology: {
      keras_version: version,
      model_config: {
        class_name: 'Sequential',
        config: [
          { class_name: className, config: { name: 'r', units: 1, batch_input_shape: [null, 2, 1], ...config } },
        ],
      },
    },
    weightsManifest: [
      {
        weights: ['kernel', 'recurrent_kernel'].map(name => ({
          ...{ name: `r/${name}`, dtype: 'float32' },
          shape: [1, className === 'GRU' ? 3 : 4],
        })),
      },
    ],
  });

  it('zeros for masked steps are refused by name', () => {
    const read = (config: object) =>
      fromKerasJson(recurrent('LSTM', { use_bias: false, ...config }), new Uint8Array(32));
    assert.throws(
      () => read({ zero_output_for_mask: true, return_sequences: true }),
      /^r: has zero_output_for_mask true/,
    );
    read({ zero_output_for_mask: true, return_sequences: false });
  });

  it('a GRU that does not say when it resets did so before, until Keras 3', () => {
    for (const [version, after] of [
      ['2.2.4', false],
      ['3.5.0', true],
    ] as const) {
      const { network } = fromKerasJson(recurrent('GRU', { use_bias: false }, version), new Uint8Array(24));
      assert.equal(network.layers.at(-1)!.args.resetAfter, after);
    }
  });

  it('a TimeDistributed is left out along the last axis only', () => {
    const model = (axis: number) => ({
      class_name: 'Sequential',
      config: [
        {
          class_name: 'TimeDistributed',
          config: {
            ...{ name: 't', batch_input_shape: [null, 2, 3, 4] },
            layer: { class_name: 'UnitNormalization', config: { name: 'u', axis } },
          },
        },
      ],
    });
    fromKerasJson({ modelTopology: model(-1) }, new Uint8Array(0));
    assert.throws(
      () => fromKerasJson({ modelTopology: model(1) }, new Uint8Array(0)),
      /^t: is a TimeDistributed UnitNormalization/,
    );
  });

  it('an op that a mask reaches is refused; a layer of the same name keeps it', () => {
    const masking = {
      ...{ class_name: 'Masking', name: 'm', inbound_nodes: [node('x')] },
      config: { name: 'm', mask_value: 0 },
    };
    const add = (module: string) => ({
      ...{ class_name: 'Add', module, name: 'y', config: { name: 'y' } },
      inbound_nodes: [
        [
          ['m', 0, 0, {}],
          ['m', 0, 0, {}],
        ],
      ],
    });
    const steps = { ...input, config: { name: 'x', batch_shape: [null, 2, 1] } };
    const model = (module: string) => {
      const whole = functional([masking, add(module)]);
      return { modelTopology: { ...whole, config: { ...whole.config, layers: [steps, masking, add(module)] } } };
    };
    fromKerasJson(model('keras.layers'), new Uint8Array(0));
    assert.throws(() => fromKerasJson(model('keras.src.ops.numpy'), new Uint8Array(0)), /^y: is an op of Keras/);
  });

  it('other dtypes of inputs have the same numbers here; a slash in a name is none in an id', () => {
    const model = (dtype: string) => ({
      modelTopology: {
        class_name: 'Sequential',
        config: [
          { class_name: 'InputLayer', config: { name: 'x', batch_input_shape: [null, 1], dtype } },
          { class_name: 'Flatten', config: { name: 'a/b' } },
          { class_name: 'Flatten', config: { name: 'a_b' } },
        ],
      },
    });
    for (const [dtype, own] of Object.entries({
      int64: 'int32',
      bool: 'int32',
      float16: 'float32',
      bfloat16: 'float32',
    }))
      assert.equal(fromKerasJson(model(dtype), new Uint8Array(0)).network.layers[0]!.args.dtype, own);
    const { network } = fromKerasJson(model('float32'), new Uint8Array(0));
    assert.deepEqual(
      network.layers.map(({ id }) => id),
      ['x', 'a_b', 'a_b_'],
    );
  });

  it('quantized weights are counted as float32', () => {
    const entry = {
      ...{ name: 'a', shape: [100], dtype: 'float32' as const },
      quantization: { dtype: 'uint8' as const, scale: 1, min: 0 },
    };
    assert.throws(() => splitBin([entry], new Uint8Array(100), 399), /has 400 bytes, at most 399/);
    assert.equal(splitBin([entry], new Uint8Array(100), 400).get('a')!.data.length, 100);
  });

  it('the hard sigmoid of Keras 2 and TensorFlow.js is another function: refused by name', () => {
    const file = (version: string | undefined) => ({
      modelTopology: {
        ...(version && { keras_version: version }),
        model_config: {
          class_name: 'Sequential',
          config: [
            {
              class_name: 'Dense',
              config: { name: 'd', units: 1, activation: 'hard_sigmoid', batch_input_shape: [null, 1] },
            },
          ],
        },
      },
      weightsManifest: [
        {
          weights: [
            { name: 'd/kernel', shape: [1, 1], dtype: 'float32' },
            { name: 'd/bias', shape: [1], dtype: 'float32' },
          ],
        },
      ],
    });
    for (const version of ['2.15.0', 'tfjs-layers 4.22.0', undefined])
      assert.throws(
        () => fromKerasJson(file(version), new Uint8Array(8)),
        /^d: has activation hard_sigmoid as .* x\/5 \+ 1\/2/,
      );
    assert.equal(fromKerasJson(file('3.5.0'), new Uint8Array(8)).network.layers.length, 2);
  });
});
