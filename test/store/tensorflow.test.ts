import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { makeDataset, readTable } from '../../src/data';
import { createPredictor } from '../../src/inference';
import { openStore } from '../../src/store';
import type { Tensor } from '../../src/values';
import { engine } from '../inference/by-hand';
import { modelFor } from '../inference/models';

describe('a saved model in stock TensorFlow.js', () => {
  it('opens from its folder and gives what the loaded model gives', async () => {
    const root = await mkdtemp(join(tmpdir(), 'tensorwire-tfjs-'));
    try {
      const features = Array.from({ length: 40 }, (_, i) => [Math.sin(i), Math.cos(i), i / 40]);
      const table = await readTable({ features, targets: features.map((_, i) => 'abc'[i % 3]) });
      const store = openStore(root);
      await store.save(modelFor({ dataset: await makeDataset(table, { targets: [], seed: 1 }) }));
      const folder = join(root, 'sample', '1');
      const json = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
      const bytes = await readFile(join(folder, 'weights.bin'));

      tf.enableProdMode();
      await tf.setBackend('cpu');
      const theirs = await tf.loadLayersModel(
        tf.io.fromMemory({
          modelTopology: json.modelTopology,
          weightSpecs: json.weightsManifest[0].weights,
          weightData: new Uint8Array(bytes).buffer,
        }),
      );
      const expected = (theirs.predict(tf.tensor2d(features)) as tf.Tensor).dataSync();
      const predictor = await createPredictor(await store.load('sample'), { engine });
      const { data } = (await predictor.predict(features, 'tensor')) as Tensor;
      await predictor.dispose();
      assert.equal(data.length, expected.length);
      for (const [i, value] of data.entries()) assert.ok(Math.abs(value - expected[i]!) < 1e-6, `output ${i}`);
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
