import assert from 'node:assert/strict';
import { addOutput, appendLayer, buildForward, emptyNetwork } from '../../src/network';
import { prepare } from '../../src/training/prepared';
import { learningRateMultipliers, ratesOf } from '../../src/training/step/rates';
import { engineName, testEngine } from '../engines';
import { distance, firstWeights, SAMPLE_WEIGHTS, sampleDataset, samplePlan } from './samples';
import { runSteps } from './steps';

const FEATURES = 6;

describe(`learning rates of kinds of weights on ${engineName}`, () => {
  const weights = firstWeights(SAMPLE_WEIGHTS);
  const step = async (learningRateMultipliers: Record<string, number>) => {
    const optimizer = { className: 'SGD', args: { learningRate: 0.1 }, learningRateMultipliers };
    const plan = samplePlan({ optimizer, batchSize: 16 });
    return runSteps(await testEngine(), prepare(plan, sampleDataset(16)), { weights });
  };

  it('a weight goes so many times as far as with the plain rate', async () => {
    const [plain, changed] = [await step({}), await step({ bias: 3, kernel: 0 })];
    for (const key of ['hidden', 'out']) {
      const [kernel, bias] = [`${key}/kernel`, `${key}/bias`];
      assert.ok(distance(changed.weights[kernel]!.data, weights[kernel]!.data) === 0, kernel);
      const moved = plain.weights[bias]!.data.map(
        (after, i) => weights[bias]!.data[i]! + 3 * (after - weights[bias]!.data[i]!),
      );
      assert.ok(distance(changed.weights[bias]!.data, moved) < 1e-6, bias);
    }
  });

  it('neuralTangent is kernels N(0, 1) that the forward pass divides by √inputs, with Adam', async () => {
    const divisor = Math.sqrt(FEATURES);
    const network = (divides: boolean) => {
      let spec = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [FEATURES] } });
      if (divides) spec = appendLayer(spec, { id: 'by', className: 'Rescaling', args: { scale: 1 / divisor } });
      spec = appendLayer(spec, { id: 'out', className: 'Dense', args: { units: 3, activation: 'softmax' } });
      return addOutput(spec, { call: spec.heads[0]! });
    };
    const kernel = firstWeights(['out/kernel'], [[FEATURES, 3]])['out/kernel']!;
    const bias = { shape: [3], data: new Float32Array(3) };
    const learn = async (divides: boolean) => {
      const optimizer = {
        className: 'Adam',
        args: { learningRate: 0.05, epsilon: 1e-12 },
        ...(!divides && { neuralTangent: true }),
      };
      const job = prepare(samplePlan({ network: network(divides), optimizer, batchSize: 8 }), sampleDataset(64));
      const first = { ...kernel, data: divides ? kernel.data.map(w => w * divisor) : kernel.data };
      return runSteps(await testEngine(), job, { weights: { 'out/kernel': first, 'out/bias': bias }, epochs: 4 });
    };
    const [ours, divided] = [await learn(false), await learn(true)];
    assert.ok(distance(ours.losses, divided.losses) < 1e-4, `${ours.losses.at(-1)} ${divided.losses.at(-1)}`);
  });

  it('neuralTangent goes by the inputs of a unit, whatever the shape of the kernel is', () => {
    const fanIns = (shape: number[], ...layers: { className: string; args: object }[]) => {
      let spec = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape } });
      for (const [i, { className, args }] of layers.entries())
        spec = appendLayer(spec, { id: `layer${i}`, className, args: { ...args } });
      const { weights } = buildForward(spec, { training: false });
      const rates = ratesOf({ className: 'Adam', args: {}, neuralTangent: true }, weights);
      const kernels = weights.filter(({ key }) => key.endsWith('kernel'));
      return kernels.map(weight => Math.round(1 / rates(weight).rate ** 2));
    };
    const waves = { className: 'PeriodicEmbedding', args: { numFrequencies: 16 } };
    assert.deepEqual([fanIns([2], waves), fanIns([7], waves)], [[16], [16]]);
    const heads = { className: 'MultiHeadAttention', args: { numHeads: 3, keyDim: 4 } };
    assert.deepEqual(fanIns([5, 8], heads), [8, 8, 8, 12], 'query, key and value read 8 numbers, the output 3 × 4');
    const depthwise = { className: 'DepthwiseConv2D', args: { kernelSize: [3, 3] } };
    assert.deepEqual(fanIns([9, 9, 5], depthwise), [9]);
    const transposed = { className: 'Conv2DTranspose', args: { filters: 2, kernelSize: [3, 3] } };
    assert.deepEqual(fanIns([9, 9, 5], transposed), [45]);
    assert.deepEqual(fanIns([5, 8], { className: 'LSTM', args: { units: 6 } }), [8, 6]);
  });

  it('weights decay by the plain rate, whatever neuralTangent divides, and excluded ones do not', async () => {
    const learn = async (more: object) => {
      const args = { learningRate: 0.1, ...more };
      const given = { className: 'SGD', args, neuralTangent: true, excludeFromWeightDecay: ['bias'] };
      const job = prepare(samplePlan({ optimizer: given, batchSize: 16 }), sampleDataset(16));
      return (await runSteps(await testEngine(), job, { weights })).weights;
    };
    const [plain, decayed] = [await learn({}), await learn({ weightDecay: 0.5 })];
    for (const [key, { data }] of Object.entries(plain)) {
      const share = key.endsWith('bias') ? 0 : 0.1 * 0.5;
      const expected = data.map((after, i) => after - share * weights[key]!.data[i]!);
      assert.ok(distance(decayed[key]!.data, expected) < 1e-6, key);
    }
  });

  it('a name that no weight has is an error that gives those there are', () => {
    const optimizer = { className: 'SGD', args: {}, learningRateMultipliers: { biases: 0.1 } };
    assert.throws(
      () => prepare(samplePlan({ optimizer }), sampleDataset(8)),
      /learningRateMultipliers must be of weights of the network \(kernel, bias\), received "biases"/,
    );
  });

  it('a name that stands twice is an error', () => {
    assert.deepEqual(learningRateMultipliers(' bias=0.1, scale = 6,'), { bias: 0.1, scale: 6 });
    assert.throws(() => learningRateMultipliers('bias=0.1, bias=2'), /a number for each name of a weight/);
  });

  it('a multiplier that is no number is an error that says so', () => {
    const optimizer = { className: 'SGD', args: {}, learningRateMultipliers: { bias: -1 } };
    assert.throws(
      () => prepare(samplePlan({ optimizer }), sampleDataset(8)),
      /learningRateMultipliers of bias must be a number of at least 0, received -1/,
    );
  });
});
