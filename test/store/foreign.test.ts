import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { createPredictor } from '../../src/inference';
import { type ModelJson, toKerasJson } from '../../src/network';
import { openStore, type Store } from '../../src/store';
import { inputOf, next, someWeights } from '../network/sample';
import { sampleModel } from '../values/samples';

/** Models of other programs, in the store: read in a thread, or refused with a clear error. */

let root: string;
let store: Store;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tensorwire-foreign-'));
  store = openStore(join(root, 'store'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const network = next(
  next(inputOf('x', [4]), 'Dense', { units: 5, activation: 'relu' }, 'hidden'),
  'Dense',
  {
    units: 3,
    activation: 'softmax',
  },
  'kind',
);
const weights = someWeights(network);

/** A model as TensorFlow.js saves it. */
function tensorFlowJs(change: (json: ModelJson) => unknown = json => json): Record<string, Uint8Array> {
  const { modelJson, weightParts } = toKerasJson(network, weights);
  const weightsBin = Uint8Array.from(Buffer.concat(weightParts));
  const { userDefinedMetadata: _, ...json } = modelJson;
  const weightsManifest = json.weightsManifest.map(group => ({ ...group, paths: ['a.bin', 'b.bin'] }));
  const half = Math.floor(weightsBin.length / 2);
  return {
    'model.json': strToU8(JSON.stringify(change({ ...json, weightsManifest }))),
    'a.bin': weightsBin.slice(0, half),
    'b.bin': weightsBin.slice(half),
  };
}

/** Answers without the last digits, in which engines differ: which one predicts depends on the machine. */
const rounded = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer), (_, value) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value));

const rejects = (bytes: Uint8Array, message: RegExp) =>
  assert.rejects(store.importFrom(bytes), { name: 'TensorwireError', message });

describe('models of other programs', function () {
  this.timeout(120_000);

  it('a folder of TensorFlow.js, or a zip file of it: predicts, and comes back from a .keras file the same', async () => {
    const folder = join(root, 'flowers');
    await mkdir(folder);
    const files = tensorFlowJs();
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
    const zipped = join(root, 'My model (2).zip');
    await writeFile(zipped, zipSync(Object.fromEntries(Object.entries(files).map(([n, b]) => [`web/${n}`, b]))));
    const fromFolder = await store.importFrom(folder);
    const fromZip = await store.importFrom(zipped);
    assert.equal(fromZip.model, 'My model _2');
    assert.match(fromZip.card.origin!.program!, /^TensorFlow\.js/);
    const { features, targets } = fromZip.body.pipeline!;
    assert.deepEqual(
      features.map(({ name, shape }) => [name, shape]),
      [['x', [4]]],
    );
    assert.deepEqual(
      targets.map(({ name, task, classes }) => [name, task, classes]),
      [['kind', 'classification', ['0', '1', '2']]],
    );
    const again = await store.importFrom(await store.exportBytes(`${fromZip.model}:1`, 'keras'), 'again');
    const answers = [];
    for (const model of [fromFolder, fromZip, again, await store.load('again')]) {
      const predictor = await createPredictor(model);
      const rows = [
        [1, 2, 3, 4],
        [0, 0, 1, 1],
      ];
      answers.push(rounded(await predictor.predict(rows)));
      assert.deepEqual(rounded(await predictor.predict({ x: rows[0] })), (answers.at(-1) as unknown[])[0]);
      await predictor.dispose();
    }
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    // a bundle of it tells where it came from
    const bundle = await store.importFrom(await store.exportBytes('again'), 'bundled');
    assert.match(bundle.card.origin!.program!, /^Keras/);
  });

  it('what cannot be read is refused by name', async () => {
    const files = tensorFlowJs();
    const changed = (what: string, by: string) =>
      zipSync({ ...files, 'model.json': strToU8(Buffer.from(files['model.json']!).toString().replaceAll(what, by)) });
    await rejects(zipSync({ ...files, 'b.bin': new Uint8Array(4) }), /weights\.bin: ends before/);
    await rejects(
      zipSync({ 'model.json': files['model.json']!, 'a.bin': files['a.bin']! }),
      /b\.bin, which model\.json names, is not in the file/,
    );
    await rejects(files['model.json']!, /needs its weights \(a\.bin, b\.bin\)/);
    await rejects(changed('"Dense"', '"Lambda"'), /hidden: is a Lambda, .* it is Python code, which is not run/);
    await rejects(changed('"Dense"', '"my>Layer"'), /hidden: is a my>Layer, .* Python code/);
    await rejects(changed('layers-model', 'graph-model'), /is a graph model of TensorFlow\.js/);
    await rejects(changed('"Functional"', '"MyModel"'), /received MyModel, whose class is Python code/);
    await rejects(Uint8Array.of(0x80, 4, 0x95, 0), /is a pickle of Python/);
    await rejects(
      zipSync({ 'archive/data.pkl': Uint8Array.of(0x80, 2), 'archive/version': strToU8('3') }),
      /is a pickle of Python/,
    );
    await rejects(zipSync({ 'saved_model.pb': new Uint8Array(3) }), /is a SavedModel/);
    await rejects(
      zipSync({ 'config.json': strToU8('{}'), 'model.weights.npz': new Uint8Array(3) }),
      /only model\.weights\.h5/,
    );
    await writeFile(
      join(root, 'model.json'),
      Buffer.from(files['model.json']!).toString().replace('a.bin', '../a.bin'),
    );
    await assert.rejects(store.importFrom(join(root, 'model.json')), /names \.\.\/a\.bin, which is no file beside it/);
    await mkdir(join(root, 'empty'));
    await assert.rejects(store.importFrom(join(root, 'empty')), /is a folder without a model\.json/);
  });

  it('files that would take much time or memory are refused', async () => {
    const { 'model.json': json, ...shards } = tensorFlowJs();
    const text = Buffer.from(json!).toString();
    const withModel = (model: string) => zipSync({ ...shards, 'model.json': strToU8(model) });
    await rejects(withModel(text.replace('"b.bin"', '"a.bin"')), /names a file of weights twice/);
    await rejects(withModel(text.replace('{', `{"more":[${'0,'.repeat(500_000)}0],`)), /more than the 500000 values/);
    await rejects(
      withModel(text.replace('{', `{"more":"${'a'.repeat(8 * 2 ** 20)}",`)),
      /has \d+ bytes, at most 8388608 can be imported/,
    );
    const commas = text.replace('{', `{"more":"${','.repeat(600_000)}",`);
    await store.importFrom(withModel(commas), 'commas in a text are no values');
  });

  it('a broken .keras file gives a clear error', async () => {
    await store.save(sampleModel('iris'));
    const good = unzipSync(await store.exportBytes('iris', 'keras'));
    await store.importFrom(zipSync(good), 'whole');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(good)),
        fc.nat(),
        fc.nat(255),
        fc.boolean(),
        async (name, at, byte, cut) => {
          const bytes = good[name]!.slice();
          const place = at % bytes.length;
          bytes[place] = byte;
          const entry = cut ? bytes.slice(0, place) : bytes;
          try {
            await store.importFrom(zipSync({ ...good, [name]: entry }), 'broken');
          } catch (error) {
            assert.equal((error as Error).name, 'TensorwireError', (error as Error).stack);
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});
