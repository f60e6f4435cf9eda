import assert from 'node:assert/strict';
import { addOutput, appendLayer, emptyNetwork } from '../../src/network';
import { prepare } from '../../src/training/prepared';
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

  it('a multiplier that is no number is an error that says so', () => {
    const optimizer = { className: 'SGD', args: {}, learningRateMultipliers: { bias: -1 } };
    assert.throws(
      () => prepare(samplePlan({ optimizer }), sampleDataset(8)),
      /learningRateMultipliers of bias must be a number of at least 0, received -1/,
    );
  });
});
