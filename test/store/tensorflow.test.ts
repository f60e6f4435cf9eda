import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { makeDataset, readTable } from '../../src/data';
import { createPredictor } from '../../src/inference';
import { appendLayer, emptyNetwork } from '../../src/network';
import { openStore } from '../../src/store';
import { Model, ModelBody, type Tensor } from '../../src/values';
import { engine } from '../inference/by-hand';
import { modelFor } from '../inference/models';
import { sampleModel } from '../values/samples';

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

  it('is not offered what it would read otherwise: keras.json, and the reasons in the list of versions', async () => {
    const root = await mkdtemp(join(tmpdir(), 'tensorwire-tfjs-'));
    try {
      const store = openStore(root);
      const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [3] } });
      const network = appendLayer(input, {
        id: 'it',
        className: 'Activation',
        label: 'gate',
        args: { activation: 'hard_sigmoid' },
      });
      const { body } = sampleModel('gated', null, { parameters: 0 });
      await store.save(new Model('gated', null, new ModelBody(body.card, network, {}, null, body.onnx)));
      assert.deepEqual((await readdir(join(root, 'gated', '1'))).sort(), [
        'card.json',
        'keras.json',
        'model.onnx',
        'pipeline.json',
        'weights.bin',
      ]);
      const reasons = ['gate: TensorFlow.js has no hard_sigmoid as Keras 3 has it'];
      assert.deepEqual((await store.list('gated'))[0]!.notInTensorFlowJs, reasons);
      await store.importFrom(await store.exportBytes('gated'), 'copy');
      const { body: copied } = await store.load('copy');
      const { origin, ...card } = copied.card;
      assert.deepEqual([copied.network, card], [network, body.card]);
      assert.ok(origin);
      await store.save(await store.load('copy'));
      assert.deepEqual(
        (await store.list('copy')).map(v => v.notInTensorFlowJs),
        [reasons, reasons],
      );
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
