import assert from 'node:assert/strict';
import { hashUniform } from '../../src/graph';
import { createPredictor } from '../../src/inference';
import { addOutput, appendLayer, emptyNetwork } from '../../src/network';
import { train } from '../../src/training';
import { Model } from '../../src/values';
import { testEngine } from '../engines';
import { engine } from '../inference/by-hand';
import { samplePlan, tensorColumn, tensorDataset } from './samples';

describe('windows as large as what they read', () => {
  for (const [className, args] of [
    ['AveragePooling2D', { poolSize: [20, 20], strides: [1, 1], padding: 'same' }],
    ['Conv2D', { filters: 1, kernelSize: [100, 100], padding: 'same' }],
  ] as const)
    it(`${className}: what is trained can be asked`, async () => {
      const start = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [8, 8, 1] } });
      const layer = appendLayer(start, { id: 'large', className, args });
      const flat = appendLayer(layer, { id: 'flat', className: 'Flatten', args: {} });
      const last = appendLayer(flat, { id: 'last', className: 'Dense', args: { units: 1 } });
      const network = addOutput(last, { call: last.heads[0]! });
      const x = tensorColumn('x', hashUniform(4 * 64, 1), [8, 8, 1]);
      const y = { ...tensorColumn('y', hashUniform(4, 2), [1]), task: 'regression' as const };
      const body = await train(
        samplePlan({ network, epochs: 1, batchSize: 4, loss: 'MeanSquaredError', metrics: ['mae'] }),
        tensorDataset([x], [y], 4, 4),
        await testEngine(),
      );
      const predictor = await createPredictor(new Model('large', null, body), { engine });
      try {
        const rows = Array.from({ length: 8 }, (_, i) => Array.from({ length: 8 }, (_, j) => [(i * j) / 64]));
        assert.equal(((await predictor.predict([{ x: rows }], 'scores', () => undefined)) as unknown[]).length, 1);
      } finally {
        await predictor.dispose();
      }
    });
});
