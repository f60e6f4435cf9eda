import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { buildForward, fromKerasJson, joinNetworks, uniqueNames } from '../../src/network';
import type { HostTensor, NetworkSpec } from '../../src/spec';
import type { WeightArray } from '../../src/values/model';
import { assertClose, float32, int32, type Numbers } from '../catalogue/oracle';
import { run } from '../catalogue/run';
import { asKeras } from './as-keras';
import { inputOf, largeNetwork, next, someWeights } from './sample';

type Weights = Readonly<Record<string, WeightArray>>;

/** The outputs of the network on the engine under test. */
async function ours(network: NetworkSpec, weights: Weights, xs: readonly Numbers[]): Promise<Numbers[]> {
  const names = uniqueNames(network);
  const inputs = network.layers.filter(l => l.className === 'InputLayer');
  const feeds: Record<string, HostTensor> = Object.fromEntries([
    ...inputs.map((l, i) => [names[l.id]!, (l.args.dtype === 'int32' ? int32 : float32)(xs[i]!)]),
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

/** Every layer that TensorFlow.js has too. */
function zoo(): NetworkSpec {
  const steps = next(inputOf('x', [6, 4]), 'BatchNormalization', { momentum: 0.9, betaRegularizer: 'L2(0.1)' }, 'bn');
  const even = next(next(steps, 'LayerNormalization', { epsilon: 0.01 }, 'ln'), 'GaussianNoise', {}, 'noise');
  const branches = [
    next(even, 'LeakyReLU', { negativeSlope: 0.15 }, 'leaky'),
    next(even, 'PReLU', { sharedAxes: [1] }, 'prelu'),
    next(even, 'ReLU', { maxValue: 0.7 }, 'relu'),
    next(even, 'ELU', {}, 'elu'),
    next(even, 'Softmax', {}, 'softmax'),
  ];
  const merged = ['Average', 'Maximum', 'Minimum', 'Multiply'].map((className, i) =>
    next(joinNetworks([branches[i]!, branches[i + 1]!]), className, {}, className),
  );
  const wide = next(joinNetworks(merged), 'Concatenate', {}, 'wide');
  const turned = next(next(wide, 'SpatialDropout1D', { rate: 0.2 }, 'spatial'), 'Permute', { dims: [2, 1] }, 'turn');
  const flat = next(next(turned, 'Reshape', { targetShape: [8, 12] }, 'shape'), 'Flatten', {}, 'flat');
  const [a, b] = ['a', 'b'].map(name => next(flat, 'Dense', { units: 5 }, name));
  const cosine = next(joinNetworks([a!, b!]), 'Dot', { axes: 1, normalize: true }, 'cosine');
  const dropped = next(next(a!, 'GaussianDropout', { rate: 0.2 }, 'gd'), 'AlphaDropout', { rate: 0.2 }, 'ad');
  const again = next(next(dropped, 'RepeatVector', { repeats: 2 }, 'again'), 'Flatten', {}, 'flat again');
  return next(joinNetworks([again, cosine]), 'Concatenate', {}, 'end');
}

/** Layers that only Keras has. */
function kerasOnly(): NetworkSpec {
  const x = next(inputOf('x', [6, 4]), 'ZeroPadding1D', { padding: [1, 2] }, 'pad');
  const y = next(next(x, 'Cropping1D', { cropping: [2, 1] }, 'crop'), 'UpSampling1D', { size: 2 }, 'up');
  const rms = next(y, 'RMSNormalization', {}, 'rms');
  const unit = next(next(rms, 'UnitNormalization', {}, 'unit'), 'ActivityRegularization', { l2: 0.1 }, 'activity');
  const rest = next(joinNetworks([rms, unit]), 'Subtract', {}, 'rest');
  const relu = next(rest, 'ReLU', { maxValue: 1, negativeSlope: 0.1, threshold: 0.2 }, 'relu');
  const elu = next(relu, 'ELU', { alpha: 0.5 }, 'elu');
  return next(
    next(elu, 'LayerNormalization', { axis: [1], gammaConstraint: 'NonNeg' }, 'steps'),
    'Flatten',
    {},
    'flat',
  );
}

/** Attention of one, two and three inputs, of which Keras always wants at least two. */
function attention(): NetworkSpec {
  const x = next(inputOf('x', [6, 4]), 'Dense', { units: 4 }, 'steps');
  const heads = { numHeads: 2, keyDim: 3 };
  const self = next(x, 'MultiHeadAttention', { ...heads, useCausalMask: true, kernelInitializer: 'HeNormal' }, 'self');
  const wide = next(x, 'MultiHeadAttention', { ...heads, valueDim: 2, outputShape: [5], dropout: 0.1 }, 'wide');
  const groups = { headDim: 2, numQueryHeads: 4, numKeyValueHeads: 2 };
  const cross = next(joinNetworks([self, next(x, 'Softmax')]), 'GroupQueryAttention', groups, 'cross');
  const dot = next(joinNetworks([cross, wide, self]), 'Attention', { useScale: true, useCausalMask: true }, 'dot');
  const additive = next(dot, 'AdditiveAttention', {}, 'additive');
  return next(
    next(additive, 'MultiHeadAttention', { ...heads, useBias: false, attentionAxes: [1] }, 'last'),
    'Flatten',
  );
}

const chain = (start: NetworkSpec, ...layers: readonly (readonly [name: string, args?: Record<string, unknown>])[]) =>
  layers.reduce((spec, [name, args = {}]) => next(spec, name, args), start);

/** Layers for pictures and volumes that TensorFlow.js has too. */
const pictures = (): NetworkSpec =>
  chain(
    inputOf('x', [6, 7, 2]),
    [
      'ZeroPadding2D',
      {
        padding: [
          [1, 0],
          [0, 2],
        ],
      },
    ],
    [
      'Cropping2D',
      {
        cropping: [
          [0, 1],
          [1, 0],
        ],
      },
    ],
    ['DepthwiseConv2D', { kernelSize: 2, depthMultiplier: 2, activation: 'relu' }],
    [
      'SeparableConv2D',
      {
        ...{ filters: 3, kernelSize: 3, padding: 'same' },
        ...{ pointwiseRegularizer: 'L2(0.1)', pointwiseConstraint: 'MaxNorm(100)' },
      },
    ],
    ['Conv2DTranspose', { filters: 2, kernelSize: 3, strides: 2, padding: 'same' }],
    ['UpSampling2D', { size: [1, 2] }],
    ['Dropout', { rate: 0.1, noiseShape: [-1, 1, 1, -1] }],
    ['Reshape', { targetShape: [5, 2, 28, 2] }],
    ['Conv3D', { filters: 3, kernelSize: [2, 1, 3] }],
    ['MaxPooling3D', { poolSize: [1, 2, 2] }],
    ['AveragePooling3D', { poolSize: [2, 1, 1] }],
    ['Flatten'],
  );

/** Such layers that only Keras has. */
const morePictures = (): NetworkSpec =>
  chain(
    inputOf('x', [6, 4]),
    ['GroupNormalization', { groups: 2, betaConstraint: 'NonNeg' }],
    ['PReLU', { alphaConstraint: 'UnitNorm' }],
    ['DepthwiseConv1D', { kernelSize: 2 }],
    ['SeparableConv1D', { filters: 6, kernelSize: 3, depthwiseConstraint: 'NonNeg', biasConstraint: 'UnitNorm' }],
    ['Conv1DTranspose', { filters: 4, kernelSize: 2, strides: 2 }],
    ['Reshape', { targetShape: [3, 2, 1, 4] }],
    ['ZeroPadding3D', { padding: [1, 0, 2] }],
    [
      'Cropping3D',
      {
        cropping: [
          [1, 0],
          [0, 0],
          [1, 0],
        ],
      },
    ],
    ['UpSampling3D', { size: [1, 2, 1] }],
    ['SpatialDropout3D', { rate: 0.1 }],
    ['Conv3DTranspose', { filters: 2, kernelSize: 2, kernelConstraint: 'MinMaxNorm(rate=0.5, axis=0×1×2×3)' }],
    ['GlobalAveragePooling3D', { keepdims: true }],
    ['GlobalMaxPooling3D'],
    ['Reshape', { targetShape: [1, 1, 2] }],
    ['UpSampling2D', { size: [4, 5], interpolation: 'bilinear' }],
    ['AdaptiveAveragePooling2D', { outputSize: [3, 2] }],
    ['AdaptiveMaxPooling2D', { outputSize: 2 }],
    ['Flatten'],
  );

const cases = (
  [
    ['a plain network', small(), [rows(7, 4)]],
    ['two inputs, a shared layer, a fork, merges, two outputs', largeNetwork(), [rows(3, 5), rows(3, 5)]],
    ['Flatten where there is nothing to flatten', next(next(inputOf('x', [4]), 'Flatten'), 'Dense'), [rows(2, 4)]],
    [
      'recurrent layers, one way and both',
      [
        ['SimpleRNN', { units: 3, returnSequences: true, bidirectional: 'ave', recurrentConstraint: 'MaxNorm(100)' }],
        ['LSTM', { units: 4, returnSequences: true, bidirectional: 'concat', recurrentActivation: 'relu' }],
        ['LSTM', { units: 3, returnSequences: true, goBackwards: true, useBias: false }],
        ['GRU', { units: 2, resetAfter: false, bidirectional: 'sum', dropout: 0.1 }],
      ].reduce<NetworkSpec>(
        (spec, [name, args]) => next(spec, name as string, args as Record<string, unknown>),
        inputOf('x', [5, 2]),
      ),
      [rows(3, 5, 2)],
    ],
    [
      'GRU with resetAfter, which TensorFlow.js does not have',
      next(next(inputOf('x', [5, 2]), 'GRU', { units: 3, bidirectional: 'mul', returnSequences: true }), 'GRU'),
      [rows(3, 5, 2)],
    ],
    [
      'Reshape that leaves a size open',
      next(next(inputOf('x', [6]), 'Reshape', { targetShape: [3, -1] }), 'Flatten'),
      [rows(2, 6)],
    ],
    ['a zoo of layers', zoo(), [rows(3, 6, 4)]],
    [
      'whole numbers',
      next(next(inputOf('x', [5], 'x', 'int32'), 'Embedding', { inputDim: 9, outputDim: 3 }), 'Flatten'),
      [{ shape: [2, 5], data: [0, 8, 3, 3, 1, 2, 7, 0, 0, 5] }],
    ],
    ['layers of Keras alone', kerasOnly(), [rows(3, 6, 4)]],
    ['attention, of Keras alone', attention(), [rows(3, 6, 4)]],
    ['layers for pictures', pictures(), [rows(2, 6, 7, 2)]],
    ['more of them, of Keras alone', morePictures(), [rows(2, 6, 4)]],
    ['several axes', next(next(inputOf('x', [3, 2]), 'Dense', { units: 5 }), 'Flatten'), [rows(2, 3, 2)]],
  ] as const
).map(([title, network, xs]) => {
  const weights = someWeights(network);
  return { title, network, xs, weights, written: asKeras(network, weights) };
});

describe('model.json and weights.bin', () => {
  for (const { title, network, xs, weights, written } of cases) {
    if (!title.endsWith('Keras alone'))
      it(`${title}: TensorFlow.js opens it and gives the same outputs`, async () => {
        await tf.setBackend('cpu');
        const { modelJson, weightsBin } = written;
        const opened = tf.loadLayersModel(
          tf.io.fromMemory({
            modelTopology: modelJson.modelTopology,
            weightSpecs: modelJson.weightsManifest.flatMap(group => group.weights) as tf.io.WeightsManifestEntry[],
            weightData: Uint8Array.from(weightsBin).buffer,
          }),
        );
        if (/does not have/.test(title)) return assert.rejects(opened, /reset_after/);
        const model = await opened;
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
      if (/Reshape that/.test(title)) return assert.deepEqual(layers[1]!.args.targetShape, [3, 2]);
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

  const plainLayers = () => [
    tf.layers.dense({ units: 5, activation: 'softsign', inputShape: [4], kernelRegularizer: 'l1l2' }),
    tf.layers.dropout({ rate: 0.1 }),
    tf.layers.dense({ units: 2, useBias: false }),
    tf.layers.activation({ activation: 'softmax' }),
  ];
  const recurrentLayers = () => [
    tf.layers.bidirectional({
      layer: tf.layers.lstm({ units: 3, returnSequences: true, recurrentActivation: 'sigmoid' }) as tf.RNN,
      mergeMode: 'mul',
      inputShape: [5, 2],
    }),
    tf.layers.gru({ units: 3, recurrentActivation: 'sigmoid', goBackwards: true }),
  ];
  for (const [what, layers, x] of [
    ['plain layers', plainLayers, rows(6, 4)],
    ['recurrent layers', recurrentLayers, rows(3, 5, 2)],
  ] as const)
    it(`what TensorFlow.js saved is read, Sequential too: ${what}`, async () => {
      await tf.setBackend('cpu');
      const model = tf.sequential({ layers: layers() });
      const given = tf.tensor(x.data as number[], x.shape as number[]);
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
      const json = {
        modelTopology: saved!.modelTopology,
        weightsManifest: [{ paths: [], weights: saved!.weightSpecs }],
      };
      const { network, weights } = fromKerasJson(
        JSON.parse(JSON.stringify(json)),
        new Uint8Array(saved!.weightData as ArrayBuffer),
      );
      close(await ours(network, weights, [x]), [theirs]);
    });

  describe('what cannot be read says why', () => {
    const { modelJson, weightsBin } = asKeras(small(), someWeights(small()));
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
        assert.throws(() => fromKerasJson(x, weightsBin), /^model.json: is not a layers model/);
    });
    it('a layer that we do not have', () => {
      const json = changed(j => {
        layersOf(j)[1]!.class_name = 'Lambda';
      });
      assert.throws(() => fromKerasJson(json, weightsBin), /^hidden: is a Lambda, which is none of the layers here/);
    });
    it('an argument that we do not have', () => {
      const json = changed(j => {
        layersOf(j)[1]!.config.lora_rank = 4;
      });
      assert.throws(() => fromKerasJson(json, weightsBin), /hidden: has lora_rank 4, which Dense does not have here/);
    });
    it('a Bidirectional of two different layers, or with two outputs', () => {
      const both = next(inputOf('x', [5, 2]), 'LSTM', { units: 3, bidirectional: 'sum' }, 'both');
      const file = asKeras(both, someWeights(both));
      const read = (change: (config: Record<string, unknown>, inner: Record<string, unknown>) => void) => () => {
        const json = JSON.parse(JSON.stringify(file.modelJson)) as Record<string, never>;
        const { config } = layersOf(json)[1]!;
        change(config, (config.layer as { config: Record<string, unknown> }).config);
        return fromKerasJson(json, file.weightsBin);
      };
      const backward = (inner: Record<string, unknown>, more: object) => ({
        class_name: 'LSTM',
        config: { ...inner, name: 'backward_lstm', go_backwards: true, ...more },
      });
      const mirrored = read((config, inner) => {
        config.backward_layer = backward(inner, {});
      })();
      assert.equal(mirrored.network.layers[1]!.args.bidirectional, 'sum');
      assert.throws(
        read((config, inner) => {
          config.backward_layer = backward(inner, { activation: 'relu' });
        }),
        /both: has a backward_layer that is not its layer read from the end/,
      );
      assert.throws(
        read(config => {
          config.merge_mode = null;
        }),
        /both: has merge_mode null, which gives two outputs/,
      );
      assert.throws(
        read((_, inner) => {
          inner.stateful = true;
        }),
        /both: has stateful true, which LSTM does not have here/,
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
