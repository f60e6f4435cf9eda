import assert from 'node:assert/strict';
import { chooseEngine, openSession } from '../../src/engine';
import { createPredictor } from '../../src/inference';
import { train } from '../../src/training';
import { Model, type Tensor } from '../../src/values';
import { sampleDataset, samplePlan } from '../training/samples';
import { closeAll, closing } from './by-hand';
import { modelFor } from './models';

afterEach(closeAll);

describe('a model answered by the engine of our own', () => {
  it('answers at once, as ONNX Runtime does, one row and many', async () => {
    const dataset = sampleDataset(64, 20);
    const model = modelFor({ dataset });
    const [onnx, wasm] = await Promise.all(
      (['onnx', 'wasm'] as const).map(async engine => closing(await createPredictor(model, { engine }))),
    );
    const all = (await onnx!.predict(dataset, 'tensor')) as Tensor;
    const ours = (await wasm!.predict(dataset, 'tensor')) as Tensor;
    assert.deepEqual(ours.shape, all.shape);
    for (const [i, p] of all.data.entries()) assert.ok(Math.abs(ours.data[i]! - p) < 1e-6, `${ours.data[i]} ≠ ${p}`);
    const row = [0.1, -0.2, 0.3, -0.4, 0.5, 0];
    const [theirs, one] = await Promise.all([onnx!, wasm!].map(p => p.predict(row, 'label')));
    assert.deepEqual(one, theirs);
  });
  it('is refused where the file has an op that it does not know', async () => {
    const model = modelFor({ dataset: sampleDataset(8) });
    const bytes = Buffer.from(model.body.onnx);
    bytes.write('"\u0004Folu', bytes.indexOf('"\u0004Relu')); // the field of a node's op
    await assert.rejects(openSession(bytes, 'wasm'), /^model.onnx: node ".*": op Folu of opset 18/);
  });
});

describe('a model trained on one engine', () => {
  it('answers the same on another', async () => {
    const dataset = sampleDataset(64, 20);
    const body = await train(samplePlan({ epochs: 5, seed: 3 }), dataset, await chooseEngine({ name: 'wasm' }));
    assert.equal(body.card.engine, 'wasm');
    const model = new Model('sample', null, body);
    const [there, here] = await Promise.all(
      (['wasm', 'onnx'] as const).map(async engine => {
        const predictor = closing(await createPredictor(model, { engine }));
        return ((await predictor.predict(dataset, 'tensor')) as Tensor).data;
      }),
    );
    assert.equal(there!.length, 84 * 3);
    for (const [i, p] of there!.entries()) assert.ok(Math.abs(here![i]! - p) < 1e-6, `${here![i]} ≠ ${p}`);
  });
});
