import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawBackground } from '../../src/data';
import type { Column, Pipeline } from '../../src/spec';
import { openStore } from '../../src/store';
import { readBackground } from '../../src/store/background';
import { openResult, resultParcel } from '../../src/training/process/marshal';
import { Dataset, DatasetBody, Model, ModelBody } from '../../src/values';
import { table } from '../training/table-samples';
import { sampleModel } from '../values/samples';

import { datasetOf } from './helpers';

describe('background rows', () => {
  it('are 100 different training rows, the same for the same seed, and only their labels are kept', async () => {
    const dataset = await table('penguins', 1);
    const { rows, columns } = drawBackground(dataset, dataset.pipeline, 5)!;
    assert.equal(rows, 100);
    assert.deepEqual(
      columns.map(({ name }) => name),
      dataset.pipeline.features.map(({ name }) => name),
    );
    const train = new Set(dataset.indices('train'));
    const key = (all: typeof columns, row: number): string =>
      JSON.stringify(all.map(({ data, labels }) => (labels ? (labels[data[row]!] ?? null) : data[row])));
    const features = columns.map(({ name }) => dataset.body.columns.find(column => column.name === name)!);
    const known = new Set([...train].map(row => key(features, row)));
    for (let row = 0; row < rows; row++) assert.ok(known.has(key(columns, row)), `row ${row}`);
    assert.deepEqual(drawBackground(dataset, dataset.pipeline, 5), { rows, columns });
    assert.notDeepEqual(drawBackground(dataset, dataset.pipeline, 6), { rows, columns });
  });

  it('are all rows of a small dataset, fewer of long rows, and none where ten would be too large', async () => {
    const small = Array.from({ length: 20 }, (_, i) => ({ x: i, y: i % 2 ? 'a' : 'b' }));
    const dataset = await datasetOf(small, { targets: ['y'], validation: 0, test: 0 });
    assert.equal(drawBackground(dataset, dataset.pipeline, 1)!.rows, 20);
    const drawn = (width: number) => {
      const shape = [width];
      const long: Column = { name: 'x', type: 'tensor', data: new Float32Array(12 * width), shape };
      const features = [{ name: 'x', type: 'tensor', transform: { kind: 'identity' }, shape }] as const;
      const pipeline: Pipeline = { version: 1, features, targets: [] };
      const body = new DatasetBody([long], [], new Uint8Array(12), pipeline, '', '');
      return drawBackground(new Dataset(body), pipeline, 1)?.rows ?? null;
    };
    assert.deepEqual([drawn(100), drawn(23_000), drawn(30_000)], [12, 11, null]);
  });

  it('travel with the model: from the training process, into the store and back', async () => {
    const dataset = await table('penguins', 1);
    const background = drawBackground(dataset, dataset.pipeline, 5)!;
    const { card, network, weights, onnx } = sampleModel('birds').body;
    const body = new ModelBody(card, network, weights, dataset.pipeline, onnx, background);
    const parcel = resultParcel(body);
    assert.deepEqual(openResult({ ...parcel, value: JSON.parse(JSON.stringify(parcel.value)) }).background, background);

    const root = await mkdtemp(join(tmpdir(), 'tensorwire-background-'));
    try {
      const store = openStore(root);
      await store.save(new Model('birds', null, body));
      const loaded = (await store.load('birds')).body.background!;
      const shown = (all: typeof background) =>
        all.columns.map(({ name, type, data, labels }) => [
          name,
          type,
          Array.from(data, value => (labels ? (labels[value] ?? null) : value)),
        ]);
      assert.deepEqual(shown(loaded), shown(background));

      const file = join(root, 'birds', '1', 'background.json');
      const text = await readFile(file, 'utf8');
      const read = (changed: string) => readBackground(Buffer.from(changed), dataset.pipeline);
      assert.equal(read(text)!.rows, 100);
      for (const [changed, message] of [
        [text.replace('"rows":100', '"rows":99'), /column "Island" is not the one of the pipeline/],
        [text.replace('"Island"', '"Isle"'), /column "Island" is not the one of the pipeline/],
        [text.replace('"rows":100', '"rows":"all"'), /background.json was damaged.*rows/],
        [text.slice(0, -10), /is truncated or damaged/],
      ] as const)
        assert.throws(() => read(changed), message);
      await writeFile(file, text.replace('"Biscoe"', '"Dream"'));
      await assert.rejects(openStore(root).load('birds'), /background.json was changed|truncated|too long/);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});
