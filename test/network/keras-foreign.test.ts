import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TensorwireError } from '../../src/errors';
import { buildForward, fromKerasJson, uniqueNames } from '../../src/network';
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
