import assert from 'node:assert/strict';
import { chooseEngine } from '../../src/engine';
import { createPredictor } from '../../src/inference';
import { train } from '../../src/training';
import { Model, type Tensor } from '../../src/values';
import { sampleDataset, samplePlan } from '../training/samples';
import { closeAll, closing } from './by-hand';

afterEach(closeAll);

describe('a model trained on one engine', () => {
  it('answers the same on another', async () => {
    const dataset = sampleDataset(64, 20);
    const body = await train(samplePlan({ epochs: 5, seed: 3 }), dataset, await chooseEngine({ name: 'onnx-wasm' }));
    assert.equal(body.card.engine, 'onnx-wasm');
    const model = new Model('sample', null, body);
    const [there, here] = await Promise.all(
      (['onnx-wasm', 'onnx'] as const).map(async engine => {
        const predictor = closing(await createPredictor(model, { engine }));
        return ((await predictor.predict(dataset, 'tensor')) as Tensor).data;
      }),
    );
    assert.equal(there!.length, 84 * 3);
    for (const [i, p] of there!.entries()) assert.ok(Math.abs(here![i]! - p) < 1e-6, `${here![i]} ≠ ${p}`);
  });
});
