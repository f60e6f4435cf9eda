import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addOutput, appendLayer, emptyNetwork } from '../../src/network';
import type { NetworkSpec, OptimizerSpec } from '../../src/spec';

import { train } from '../../src/training';

import { engineName, testEngine } from '../engines';
import { distance, firstWeights, SAMPLE_WEIGHTS, sampleDataset, samplePlan } from './samples';

const keras = JSON.parse(readFileSync(join(__dirname, '../oracle/constraints.json'), 'utf8'));

/** The sample network, every weight but the last bias with a constraint. */
function network(): NetworkSpec {
  const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [6] } });
  const hidden = appendLayer(input, {
    id: 'hidden',
    className: 'Dense',
    args: { units: 8, activation: 'relu', kernelConstraint: 'MaxNorm(0.3)', biasConstraint: 'NonNeg' },
  });
  const kernelConstraint = 'MinMaxNorm(minValue=0.5, maxValue=0.6, rate=0.5, axis=1)';
  const args = { units: 3, activation: 'softmax', kernelConstraint };
  const out = appendLayer(hidden, { id: 'out', className: 'Dense', args });
  return addOutput(out, { call: out.heads[0]! });
}

describe(`constraints on ${engineName}`, () => {
  const cases: Record<string, OptimizerSpec> = {
    plain: { className: 'Adam', args: { learningRate: 0.02 } },
    accumulated: { className: 'SGD', args: { learningRate: 0.2 }, gradientAccumulationSteps: 2 },
    averaged: {
      className: 'SGD',
      args: { learningRate: 0.2 },
      ...{ useEma: true, emaMomentum: 0.8, emaOverwriteFrequency: 4 },
    },
  };
  for (const [name, optimizer] of Object.entries(cases))
    it(`are kept after every step, as in Keras fit: ${name}`, async () => {
      const { rows, batchSize, epochs, [name]: expected } = keras;
      const initial = firstWeights(SAMPLE_WEIGHTS);
      const plan = samplePlan({ network: network(), optimizer, batchSize, epochs, shuffle: false, initial });
      const { card, weights } = await train(plan, sampleDataset(rows), await testEngine());
      assert.ok(distance(card.history.loss!, expected.loss) < 1e-5, `${card.history.loss} ${expected.loss}`);
      for (const [i, key] of SAMPLE_WEIGHTS.entries())
        assert.ok(distance(weights[key]!.data, expected.weights[i]) < 2e-5, `${key} differs`);
    });
});
