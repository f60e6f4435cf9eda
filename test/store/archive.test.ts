import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { openStore, type Store } from '../../src/store';
import { sampleModel } from '../values/samples';

let root: string;
let store: Store;
let file: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tensorwire-archive-'));
  store = openStore(join(root, 'store'));
  file = join(root, 'iris.zip');
  await store.save(sampleModel('iris', null, { seed: 42 }));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('a model as one file', () => {
  it('goes to another store with everything, under its name or another', async () => {
    await store.exportTo('iris:1', file);
    const other = openStore(join(root, 'other'));
    await other.save(sampleModel('iris'));
    const imported = await other.importFrom(file);
    assert.deepEqual([imported.model, imported.version], ['iris', 2]);
    const loaded = await other.load('iris:2');
    const { body } = await store.load('iris');
    const { origin, ...card } = loaded.card;
    assert.deepEqual({ ...loaded.body, card }, { ...body });
    const sha256 = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    assert.deepEqual([origin!.file, origin!.sha256], ['iris.zip', sha256]);
    assert.ok(Math.abs(Date.parse(origin!.imported) - Date.now()) < 60_000);
    assert.deepEqual((await other.list('iris')).at(-1)!.origin, origin);
    assert.deepEqual(JSON.parse(JSON.stringify(loaded)).origin, origin);
    const renamed = await other.importFrom(await readFile(file), 'flowers');
    assert.deepEqual([renamed.model, renamed.version, renamed.card.seed], ['flowers', 1, 42]);
    assert.deepEqual([renamed.card.origin!.file, renamed.card.origin!.sha256], [null, sha256]);
    assert.deepEqual((await readdir(root)).sort(), ['iris.zip', 'other', 'store']);
  });

  it('is a zip file with the bytes of the folder', async () => {
    const entries = unzipSync(await store.exportBytes('iris'));
    const folder = join(root, 'store', 'iris', '1');
    assert.deepEqual(Object.keys(entries).sort(), (await readdir(folder)).sort());
    for (const [name, bytes] of Object.entries(entries))
      assert.deepEqual(Buffer.from(bytes), await readFile(join(folder, name)), name);
  });

  it('passes the test of Python’s zipfile', async function () {
    await store.exportTo('iris', file);
    const python = spawnSync('python3', ['-m', 'zipfile', '-t', file], { encoding: 'utf8' });
    if (python.error) {
      console.log('      python3 is not here: Python’s zipfile was not asked');
      return this.skip();
    }
    assert.equal(python.stdout + python.stderr, 'Done testing\n');
  });

  it('replaces an older export in one step', async () => {
    await writeFile(file, 'old');
    await store.exportTo('iris', file);
    assert.equal((await openStore(join(root, 'other')).importFrom(file)).model, 'iris');
    await mkdir(join(root, 'folder', 'inside'), { recursive: true });
    await assert.rejects(
      store.exportTo('iris', join(root, 'folder')),
      /store: exporting "iris" failed because .*folder/,
    );
  });

  it('is refused where it is cut off, changed, or something else, and leaves nothing behind', async () => {
    const good = await store.exportBytes('iris');
    const entries = unzipSync(good);
    const change = (over: Record<string, Uint8Array | undefined>) =>
      zipSync(
        Object.fromEntries(Object.entries({ ...entries, ...over }).filter(([, v]) => v)) as Record<string, Uint8Array>,
      );
    const wrong: [Uint8Array, RegExp][] = [
      [good.subarray(0, good.length / 2), /import: the file is not a complete zip file/],
      [Buffer.alloc(0), /not a complete zip file/],
      [Buffer.from('hello'), /not a complete zip file/],
      [change({ 'weights.bin': undefined }), /import: weights\.bin is not in the file/],
      [change({ 'card.json': undefined }), /import: card\.json is not in the file/],
      [change({ 'weights.bin': entries['weights.bin']!.map(b => b ^ 1) }), /import: weights\.bin was changed/],
      [change({ 'model.onnx': new Uint8Array(3) }), /import: model\.onnx is truncated: 3 of \d+ bytes/],
      [zipSync({ 'a.txt': Buffer.from('a') }), /is not in the file: it is not an exported model/],
    ];
    const other = openStore(join(root, 'other'));
    for (const [bytes, message] of wrong)
      await assert.rejects(other.importFrom(bytes), { name: 'TensorwireError', message });
    assert.deepEqual(await other.list(), []);
    await assert.rejects(other.importFrom(join(root, 'no.zip')), /store: importing failed because no such file/);
  });

  it('cannot write outside the store, whatever its entries and its card are called', async () => {
    const entries = unzipSync(await store.exportBytes('iris'));
    const other = openStore(join(root, 'other'));
    await other.importFrom(
      zipSync({ ...entries, '../evil': Buffer.from('x'), '/tmp/tensorwire-evil': Buffer.from('x') }),
    );
    assert.deepEqual(await readdir(join(root, 'other')), ['iris']);
    assert.deepEqual((await readdir(root)).sort(), ['other', 'store']);
  });
});
