import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { HostTensor } from '../../src/engine/engine';
import { buildForward, fromKerasJson, type NetworkSpec, toKerasJson, uniqueNames } from '../../src/network';
import type { WeightArray } from '../../src/values/model';
import { assertClose, float32, type Numbers, run } from '../catalogue/run';
import { inputOf, largeNetwork, next, someWeights } from './sample';

type Weights = Readonly<Record<string, WeightArray>>;

/** The outputs of the network on the engine under test. */
async function ours(network: NetworkSpec, weights: Weights, xs: readonly Numbers[]): Promise<Numbers[]> {
  const names = uniqueNames(network);
  const inputs = network.layers.filter(l => l.className === 'InputLayer');
  const feeds: Record<string, HostTensor> = Object.fromEntries([
    ...inputs.map((l, i) => [names[l.id]!, float32(xs[i]!)]),
    ...Object.entries(weights).map(([key, { shape, data }]) => [key, { shape, data, dtype: 'float32' }]),
  ]);
  const results = await run(feeds, () => {
    const forward = buildForward(network, { training: false });
    return {
      inputs: [...Object.values(forward.inputs), ...forward.weights.map(w => w.node)],
      outputs: Object.fromEntries(forward.outputs.map((node, i) => [`y${i}`, node])),
    };
  });
  return Object.values(results).map(({ shape, data }) => ({ shape, data: [...data] }));
}

const rows = (...shape: number[]): Numbers => ({
  shape,
  data: Array.from({ length: shape.reduce((a, d) => a * d, 1) }, (_, i) => Math.sin(3 * i + shape.length)),
});
const close = (actual: readonly Numbers[], expected: readonly Numbers[]): void => {
  assert.equal(actual.length, expected.length);
  for (const [i, e] of expected.entries()) assertClose(float32(actual[i]!), e, 2e-6, `output ${i}`);
};

const small = (): NetworkSpec => {
  const hidden = next(inputOf('x', [4]), 'Dense', { units: 8, activation: 'relu' }, 'hidden');
  return next(hidden, 'Dense', { units: 3, activation: 'softmax' }, 'out');
};

const cases = (
  [
    ['a plain network', small(), [rows(7, 4)]],
    ['two inputs, a shared layer, a fork, merges, two outputs', largeNetwork(), [rows(3, 5), rows(3, 5)]],
    ['Flatten where there is nothing to flatten', next(next(inputOf('x', [4]), 'Flatten'), 'Dense'), [rows(2, 4)]],
    ['several axes', next(next(inputOf('x', [3, 2]), 'Dense', { units: 5 }), 'Flatten'), [rows(2, 3, 2)]],
  ] as const
).map(([title, network, xs]) => {
  const weights = someWeights(network);
  return { title, network, xs, weights, written: toKerasJson(network, weights) };
});

describe('model.json and weights.bin', () => {
  for (const { title, network, xs, weights, written } of cases) {
    it(`${title}: TensorFlow.js opens it and gives the same outputs`, async () => {
      await tf.setBackend('cpu');
      const { modelJson, weightsBin } = written;
      const model = await tf.loadLayersModel(
        tf.io.fromMemory({
          modelTopology: modelJson.modelTopology,
          weightSpecs: modelJson.weightsManifest.flatMap(group => group.weights) as tf.io.WeightsManifestEntry[],
          weightData: Uint8Array.from(weightsBin).buffer,
        }),
      );
      const given = xs.map(({ shape, data }) => tf.tensor(data as number[], shape as number[]));
      const ys = model.predict(given.length > 1 ? given : given[0]!);
      const theirs = (Array.isArray(ys) ? ys : [ys]).map(y => ({ shape: y.shape, data: [...y.dataSync()] }));
      tf.dispose([given, ys]);
      model.dispose();
      close(await ours(network, weights, xs), theirs);
    });

    it(`${title}: comes back as it was`, () => {
      const json: unknown = JSON.parse(JSON.stringify(written.modelJson));
      const back = fromKerasJson(json, written.weightsBin);
      const { layers, calls, outputs } = back.network;
      if (/Flatten where/.test(title)) return assert.equal(layers[1]!.className, 'Activation');
      const byId = <T extends { id: string }>(list: readonly T[]) => list.toSorted((a, b) => a.id.localeCompare(b.id));
      assert.deepEqual(byId(layers), byId(network.layers));
      assert.deepEqual(byId(calls), byId(network.calls));
      if (network.outputs.length > 0) assert.deepEqual(outputs, network.outputs);
      assert.deepEqual(Object.keys(back.weights).sort(), Object.keys(weights).sort());
      for (const [key, { shape, data }] of Object.entries(weights)) {
        assert.deepEqual(back.weights[key]!.shape, shape);
        assert.deepEqual([...back.weights[key]!.data], [...data]);
      }
    });
  }

  it('Keras opens them and gives the same outputs', async function () {
    const theirs = keras();
    if (theirs === null) this.skip();
    for (const [i, { network, weights, xs, written }] of cases.entries()) {
      close(await ours(network, weights, xs), theirs[i]!.outputs);
      assert.equal(theirs[i]!.parameters, written.weightsBin.length / 4);
    }
  }).timeout(180_000);

  it('what TensorFlow.js saved is read, Sequential too', async () => {
    await tf.setBackend('cpu');
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 5, activation: 'softsign', inputShape: [4], kernelRegularizer: 'l1l2' }),
        tf.layers.dropout({ rate: 0.1 }),
        tf.layers.dense({ units: 2, useBias: false }),
        tf.layers.activation({ activation: 'softmax' }),
      ],
    });
    const x = rows(6, 4);
    const given = tf.tensor(x.data as number[], [6, 4]);
    const y = model.predict(given) as tf.Tensor;
    const theirs = { shape: y.shape, data: [...y.dataSync()] };
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async artifacts => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
    );
    tf.dispose([given, y]);
    model.dispose();
    const json = { modelTopology: saved!.modelTopology, weightsManifest: [{ paths: [], weights: saved!.weightSpecs }] };
    const { network, weights } = fromKerasJson(
      JSON.parse(JSON.stringify(json)),
      new Uint8Array(saved!.weightData as ArrayBuffer),
    );
    close(await ours(network, weights, [x]), [theirs]);
  });

  describe('what cannot be read says why', () => {
    const { modelJson, weightsBin } = toKerasJson(small(), someWeights(small()));
    const changed = (change: (json: Record<string, never>) => void): unknown => {
      const json = JSON.parse(JSON.stringify(modelJson)) as Record<string, never>;
      change(json);
      return json;
    };
    const layersOf = (json: Record<string, never>) =>
      (json as unknown as typeof modelJson).modelTopology.model_config.config.layers as unknown as {
        class_name: string;
        config: Record<string, unknown>;
        inbound_nodes: unknown;
      }[];
    it('no model at all', () => {
      for (const x of [null, 3, 'model', [], {}, { modelTopology: {} }])
        assert.throws(() => fromKerasJson(x, weightsBin), /^TensorwireError: model.json: is not a layers model/);
    });
    it('a layer that we do not have', () => {
      const json = changed(j => {
        layersOf(j)[1]!.class_name = 'Lambda';
      });
      assert.throws(
        () => fromKerasJson(json, weightsBin),
        /^TensorwireError: hidden: is a Lambda, which is none of the layers here/,
      );
    });
    it('an argument that we do not have', () => {
      const json = changed(j => {
        layersOf(j)[1]!.config.kernel_constraint = { class_name: 'MaxNorm' };
      });
      assert.throws(
        () => fromKerasJson(json, weightsBin),
        /hidden: has kernel_constraint .*, which Dense does not have here/,
      );
    });
    it('a wire to nowhere and a loop', () => {
      for (const to of ['nowhere', 'out']) {
        const json = changed(j => {
          layersOf(j)[1]!.inbound_nodes = [[[to, 0, 0, {}]]];
        });
        assert.throws(() => fromKerasJson(json, weightsBin), /its inputs are not in the file/);
      }
    });
    it('weights that are too short, too long or of another shape', () => {
      assert.throws(() => fromKerasJson(modelJson, weightsBin.subarray(4)), /weights.bin: ends before/);
      assert.throws(
        () => fromKerasJson(modelJson, Buffer.concat([weightsBin, Buffer.alloc(4)])),
        /weights.bin: must have the/,
      );
      const json = changed(j => {
        layersOf(j)[1]!.config.units = 9;
      });
      assert.throws(
        () => fromKerasJson(json, weightsBin),
        /hidden: kernel must have the shape \[4, 9\], received \[4, 8\]/,
      );
    });
  });
});

/** What Keras says of the files; null where Python has no Keras, unless ORACLE_PYTHON says that it must. */
function keras(): { outputs: Numbers[]; parameters: number }[] | null {
  const folder = mkdtempSync(join(tmpdir(), 'tensorwire-keras-'));
  try {
    const asked = cases.map(({ written, xs }, i) => {
      const at = join(folder, `${i}`);
      mkdirSync(at);
      writeFileSync(join(at, 'model.json'), JSON.stringify(written.modelJson));
      writeFileSync(join(at, 'weights.bin'), written.weightsBin);
      return { folder: at, inputs: xs };
    });
    const { status, stdout, stderr } = spawnSync(
      process.env.ORACLE_PYTHON ?? 'python3',
      [join(__dirname, '../oracle/open_model.py')],
      { input: JSON.stringify(asked), encoding: 'utf8', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } },
    );
    if (status !== 0 && !process.env.ORACLE_PYTHON && /No module named|undefined/.test(stderr ?? 'undefined'))
      return null;
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout) as { outputs: Numbers[]; parameters: number }[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
