import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendLayer, emptyNetwork } from '../../src/network';
import { openStore, type Store } from '../../src/store';
import { writeCard } from '../../src/store/card';
import { Model, ModelBody } from '../../src/values';
import { card, sampleModel } from '../values/samples';

let root: string;
let store: Store;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tensorwire-store-'));
  store = openStore(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const hidden = async (folder = root) => (await readdir(folder)).filter(f => f.startsWith('.'));
const parts = ({ body }: Model) => ({ ...body, onnx: Buffer.from(body.onnx).toString('hex') });

describe('the store', () => {
  it('gives a model another name, with its versions and aliases, and none that is taken', async () => {
    await store.save(sampleModel('iris'));
    await store.promote('iris', 1, 'champion');
    await store.save(sampleModel('other'));
    await store.rename('iris', 'flowers');
    assert.deepEqual(
      (await store.list()).map(({ model, version, aliases }) => [model, version, aliases]),
      [
        ['flowers', 1, ['champion']],
        ['other', 1, []],
      ],
    );
    assert.equal((await store.load('flowers@champion')).model, 'flowers');
    assert.ok((await store.list('other'))[0]!.bytes! > 100);
    await assert.rejects(store.rename('flowers', 'other'), /there is a model "other" already; choose another name/);
    await assert.rejects(store.rename('iris', 'new'), /there is no model "iris"/);
    await assert.rejects(store.rename('flowers', '../out'), /name must be 1 to 64 letters/);
    // two that exchange names wait for each other's name, and not forever
    const both = await Promise.allSettled([store.rename('flowers', 'other'), store.rename('other', 'flowers')]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
  });

  it('gives back what was saved, to the bit', async () => {
    const model = sampleModel('iris');
    const saved = await store.save(model);
    assert.deepEqual([saved.model, saved.version], ['iris', 1]);
    const loaded = await openStore(root).load('iris');
    assert.deepEqual([loaded.model, loaded.version], ['iris', 1]);
    assert.deepEqual(parts(loaded), parts(model));
    for (const { data } of Object.values(loaded.body.weights)) assert.ok(data.buffer instanceof SharedArrayBuffer);
    assert.deepEqual((await readdir(join(root, 'iris', '1'))).sort(), [
      'card.json',
      'model.json',
      'model.onnx',
      'pipeline.json',
      'weights.bin',
    ]);
    assert.deepEqual(await hidden(), []);
  });

  it('opens a model of 0.1.0, whose card has an argument by its former name', async () => {
    const row = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [3] } });
    const network = appendLayer(row, { id: 'again', className: 'RepeatVector', args: { repeats: 5 } });
    const { body } = sampleModel('old');
    await store.save(new Model('old', null, new ModelBody(body.card, network, {}, null, body.onnx)));
    const file = join(root, 'old', '1', 'card.json');
    const { sha256: _, ...written } = JSON.parse(await readFile(file, 'utf8'));
    assert.deepEqual(written.network.layers[1].args, { repeats: 5 });
    written.network.layers[1].args = { n: 5 };
    await writeFile(file, writeCard(written));
    assert.deepEqual((await store.load('old')).body.network, network);
  });

  it('opens a model of 0.1.0, whose card has a weight by the name that files get', async () => {
    const picture = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [4, 4, 2] } });
    const network = appendLayer(picture, { id: 'each', className: 'DepthwiseConv2D', args: {} });
    const weights = {
      'each/kernel': { shape: [3, 3, 2, 1], data: Float32Array.from({ length: 18 }, (_, i) => i) },
      'each/bias': { shape: [2], data: Float32Array.from([1, 2]) },
    };
    const { body } = sampleModel('old');
    await store.save(new Model('old', null, new ModelBody(body.card, network, weights, null, body.onnx)));
    const file = join(root, 'old', '1', 'card.json');
    const { sha256: _, ...written } = JSON.parse(await readFile(file, 'utf8'));
    assert.deepEqual(
      written.weights.map((weight: { key: string }) => weight.key),
      ['each/kernel', 'each/bias'],
    );
    written.weights[0].key = 'each/depthwise_kernel';
    await writeFile(file, writeCard(written));
    assert.deepEqual({ ...(await store.load('old')).body.weights }, weights);
  });

  it('is readable by its own user only, in every file; an export is made like any other file', async function () {
    if (process.platform === 'win32') this.skip();
    const before = process.umask(0);
    try {
      await store.save(sampleModel('iris'));
      await store.save(sampleModel('iris', null, { seed: 2 }));
      await store.promote('iris', 1, 'champion');
      const files = (await readdir(root, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile());
      assert.ok(files.length >= 11);
      for (const { parentPath, name } of files)
        assert.equal((await stat(join(parentPath, name))).mode & 0o777, 0o600, join(parentPath, name));
      await store.exportTo('iris', join(root, 'iris.zip'));
      assert.equal((await stat(join(root, 'iris.zip'))).mode & 0o777, 0o666);
    } finally {
      process.umask(before);
    }
  });

  it('keeps metrics that could not be computed, models without a pipeline, and odd keys', async () => {
    const odd = sampleModel('odd', null, {
      metrics: { roc_auc: Number.NaN, loss: 1e-300 },
      history: { '7': [Number.NaN, 1] },
      settings: { classWeight: { '2': 1, '1': 3 }, note: 'é \u2028' },
    });
    const body = new ModelBody(odd.body.card, odd.body.network, odd.body.weights, null, odd.body.onnx);
    await store.save(new (odd.constructor as new (...a: unknown[]) => Model)('odd', null, body));
    const { body: loaded } = await store.load('odd');
    assert.deepEqual(loaded.card, odd.body.card);
    assert.equal(loaded.pipeline, null);
  });

  it('counts versions up, and finds them by number, by alias and as the latest', async () => {
    for (const seed of [1, 2, 3]) await store.save(sampleModel('iris', null, { seed }));
    await store.promote('iris', 2, 'champion');
    const seedOf = async (reference: string) => (await store.load(reference)).card.seed;
    assert.deepEqual(await Promise.all(['iris', 'iris@latest', 'iris@champion', 'iris:1'].map(seedOf)), [3, 3, 2, 1]);
    await store.promote('iris', null, 'champion');
    assert.equal(await seedOf('iris@champion'), 3);
  });

  it('lists versions with their aliases, and says which card is damaged', async () => {
    for (const name of ['b', 'a', 'a']) await store.save(sampleModel(name));
    await store.promote('a', 1, 'champion');
    await store.promote('a', 1, 'best');
    await writeFile(join(root, 'b', '1', 'card.json'), '{');
    const listed = await store.list();
    assert.deepEqual(
      listed.map(v => [v.model, v.version, v.aliases]),
      [
        ['a', 1, ['best', 'champion']],
        ['a', 2, []],
        ['b', 1, []],
      ],
    );
    const { metrics, task, targets, parameters, engine, seed, created } = card;
    const { bytes, ...second } = listed[1]!;
    assert.ok(bytes! > 1000);
    assert.deepEqual(second, {
      model: 'a',
      version: 2,
      aliases: [],
      inUse: true,
      metrics,
      task,
      targets,
      parameters,
      engine,
      seed,
      created,
    });
    assert.match(listed[2]!.problem!, /^card\.json is truncated or damaged/);
    assert.deepEqual(await store.list('a'), listed.slice(0, 2));
    assert.deepEqual(await openStore(join(root, 'none')).list(), []);
  });

  it('deletes a version with its aliases, never gives its number again, and deletes a model as a whole', async () => {
    for (const seed of [1, 2]) await store.save(sampleModel('iris', null, { seed }));
    await store.promote('iris', 2, 'champion');
    await store.delete('iris@champion');
    await assert.rejects(store.load('iris@champion'), /has no alias "champion"; aliases: none/);
    assert.equal((await store.save(sampleModel('iris'))).version, 3);
    await store.delete('iris:3');
    await store.delete('iris:1');
    await assert.rejects(store.load('iris'), /there is no model "iris"/);
    assert.equal((await store.save(sampleModel('iris'))).version, 4);
    await store.delete('iris');
    assert.deepEqual(await readdir(root), []);
  });

  it('says what there is when something is not there', async () => {
    await store.save(sampleModel('iris'));
    const wrong: [string, RegExp][] = [
      ['iri', /store: there is no model "iri"; models: iris$/],
      ['iris:2', /the model "iris" has no version 2; versions: 1$/],
      ['iris@best', /the model "iris" has no alias "best"; aliases: none$/],
    ];
    for (const [reference, message] of wrong)
      for (const action of [store.load, store.delete, store.exportBytes])
        await assert.rejects(action(reference), { name: 'TensorwireError', message });
    await assert.rejects(store.promote('iris', 7, 'best'), /has no version 7/);
  });

  it('clears away what a killed process left, and nothing younger', async () => {
    for (const [name, age] of [
      ['.tmp-old', 7200],
      ['.tmp-new', 60],
    ] as const) {
      await mkdir(join(root, name));
      await writeFile(join(root, name, 'model.onnx'), 'half');
      await utimes(join(root, name), Date.now() / 1000 - age, Date.now() / 1000 - age);
    }
    await store.save(sampleModel('iris'));
    assert.deepEqual(await hidden(), ['.tmp-new']);
  });
});

describe('names in the store', () => {
  const good = ['iris', 'Iris 2', 'a', '7', 'цены', '花', 'x'.repeat(64), 'v1.2_b-c', 'café'];
  for (const name of good)
    it(`takes ${JSON.stringify(name)}`, async () => {
      const saved = await store.save(sampleModel(name));
      assert.equal((await store.load(saved.model)).version, 1);
    });

  const bad = [
    '',
    ' ',
    '.',
    '..',
    '../x',
    '../../etc/passwd',
    'a/b',
    'a\\b',
    '/etc',
    'C:\\x',
    'a:1',
    'a@b',
    '.hidden',
    'a.',
    'a ',
    ' a',
    'a\0b',
    'a\nb',
    'con',
    'NUL.txt',
    'Com1',
    'x'.repeat(65),
    '%2e%2e',
    'a*',
    '~',
    '-rf',
    '\u202eabc',
    '𠮷'.repeat(60),
  ];
  for (const name of bad)
    it(`refuses ${JSON.stringify(name.slice(0, 20))}`, async () => {
      const message = /^store: (name|model|version|alias) must be .*received/s;
      await assert.rejects(store.save(sampleModel(name)), { name: 'TensorwireError', message });
      await assert.rejects(store.list(name), { message });
      await assert.rejects(store.promote('iris', 1, name), { message });
      if (!/^a[:@]/.test(name.trim()) && name.trim() === name) await assert.rejects(store.load(name), { message });
      await store.save(sampleModel('iris'));
      await assert.rejects(store.promote(name, 1, 'champion'), { message });
      if (name.trim() === name) await assert.rejects(store.delete(`${name}:1`), { message });
      const file = await store.exportBytes('iris');
      await assert.rejects(store.importFrom(file, name), { message });
      assert.deepEqual(await readdir(root), ['iris']);
    });

  it('refuses the alias latest and versions that are no number', async () => {
    await store.save(sampleModel('iris'));
    await assert.rejects(store.promote('iris', 1, 'Latest'), /the alias latest always means the highest version/);
    for (const version of ['0', '-1', '1.5', 'x', '', '../1', '99999999999999999999'])
      await assert.rejects(store.load(`iris:${version}`), /version must be a whole number of at least 1/);
    for (const reference of [undefined, 5, {}, null])
      await assert.rejects(store.load(reference as string), /model must be a name, name@alias or name:version/);
  });
});

describe('many at once in the store', () => {
  it('concurrent saves get different versions', async () => {
    const stores = [store, openStore(root), openStore(root)];
    const saves = Array.from({ length: 24 }, (_, seed) => stores[seed % 3]!.save(sampleModel('iris', null, { seed })));
    const saved = await Promise.all(saves);
    assert.deepEqual(
      saved.map(m => m.version!).sort((a, b) => a - b),
      Array.from({ length: 24 }, (_, i) => i + 1),
    );
    for (const [seed, { version }] of saved.entries())
      assert.equal((await store.load(`iris:${version}`)).card.seed, seed);
    assert.deepEqual(await hidden(), []);
  });

  it('a reader sees a whole model or none, while versions come, are promoted and go', async () => {
    await store.save(sampleModel('iris', null, { seed: 1 }));
    await store.promote('iris', 1, 'champion');
    let writing = true;
    const write = async () => {
      for (let seed = 2; seed < 20; seed++) {
        const { version } = await store.save(sampleModel('iris', null, { seed }));
        await store.promote('iris', version, 'champion');
        await store.delete(`iris:${version! - 1}`);
      }
      writing = false;
    };
    const read = async () => {
      let reads = 0;
      for (; writing; reads++) {
        const model = await store.load('iris@champion');
        assert.equal(model.card.seed, model.version);
        // A version may go between the look at its folder and the look at its card: never half of it.
        for (const version of await store.list())
          if (version.problem) assert.equal(version.problem, 'card.json is missing');
      }
      return reads;
    };
    const [, ...reads] = await Promise.all([write(), read(), read()]);
    assert.ok(reads.every(n => n > 0));
  });
});

describe('a damaged model in the store', () => {
  const files = ['model.onnx', 'model.json', 'weights.bin', 'pipeline.json', 'card.json'];
  const named = (file: string) => new RegExp(`^iris:1: ${file.replace('.', '\\.')} `);
  const damage: Record<string, (bytes: Buffer) => Buffer> = {
    truncated: bytes => bytes.subarray(0, bytes.length / 2),
    empty: () => Buffer.alloc(0),
    'tampered with': bytes => {
      const copy = Buffer.from(bytes);
      // A digit inside, so that JSON stays JSON.
      const at = copy.findIndex((byte, i) => i > copy.length / 3 && byte >= 0x30 && byte <= 0x38);
      copy[at < 0 ? 5 : at]! += 1;
      return copy;
    },
    'longer than it was': bytes => Buffer.concat([bytes, Buffer.from(' ]')]),
  };
  for (const file of files)
    for (const [how, change] of Object.entries(damage))
      it(`${file} ${how} is an error that names it`, async () => {
        await store.save(sampleModel('iris'));
        const path = join(root, 'iris', '1', file);
        await writeFile(path, change(await readFile(path)));
        await assert.rejects(store.load('iris'), { name: 'TensorwireError', message: named(file) });
        await assert.rejects(store.exportBytes('iris'), { message: named(file) });
      });

  for (const file of files)
    it(`${file} missing is an error that names it`, async () => {
      await store.save(sampleModel('iris'));
      await rm(join(root, 'iris', '1', file));
      await assert.rejects(store.load('iris'), { message: named(file) });
    });

  it('shows a card whose metrics were made better, and one with another card in its place', async () => {
    await store.save(sampleModel('iris'));
    const path = join(root, 'iris', '1', 'card.json');
    const fields = JSON.parse(await readFile(path, 'utf8'));
    fields.metrics.accuracy = 1;
    await writeFile(path, JSON.stringify(fields));
    await assert.rejects(store.load('iris'), /iris:1: card\.json was changed after the model was saved/);
    await store.save(sampleModel('iris', null, { seed: 5 }));
    await writeFile(path, '{"format":1}');
    await assert.rejects(store.load('iris:1'), /card\.json has no SHA-256/);
  });
});
