import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pipeline, Transform } from '../../src/spec';
import { openStore, type Store } from '../../src/store';
import { difference, signatureOf } from '../../src/store/signature';
import { Model, ModelBody } from '../../src/values';
import { pipeline, sampleModel } from '../values/samples';

let root: string;
let store: Store;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tensorwire-in-use-'));
  store = openStore(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** The sample, with another pipeline. */
function variant(change: (given: Pipeline) => Pipeline | null, seed = 1): Model {
  const { card, network, weights, onnx } = sampleModel('iris', null, { seed }).body;
  return new Model('iris', null, new ModelBody(card, network, weights, change(pipeline), onnx));
}
const same = (seed = 1) => variant(given => given, seed);
const [first, second] = pipeline.features as [Pipeline['features'][0], Pipeline['features'][0]];
const [target] = pipeline.targets as [Pipeline['targets'][0]];
const versionOf = async (reference: string) => (await store.find(reference)).version;

describe('the version that a bare name means', () => {
  it('is the newest one, as long as it takes and gives the same', async () => {
    for (let version = 1; version < 4; version++) {
      await store.save(same(version));
      assert.equal(await versionOf('iris'), version);
    }
    assert.deepEqual(
      (await store.list('iris')).map(each => each.inUse),
      [false, false, true],
    );
  });

  const changed: Record<string, [(given: Pipeline) => Pipeline | null, RegExp]> = {
    'another column': [
      p => ({ ...p, features: [first, { ...second, name: 'c' }] }),
      /^column "b" is gone, column "c" is new$/,
    ],
    'one column more': [p => ({ ...p, features: [...p.features, { ...first, name: 'c' }] }), /^column "c" is new$/],
    'another type': [
      p => ({ ...p, features: [{ ...first, type: 'date' }, second] }),
      /^column "a" is date, was number$/,
    ],
    'another order': [p => ({ ...p, features: [second, first] }), /^the columns are in another order$/],
    'another target': [p => ({ ...p, targets: [{ ...target, name: 'sort' }] }), /target "kind" is gone/],
    'other classes': [p => ({ ...p, targets: [{ ...target, classes: ['p', 'q'] }] }), /"kind" has other classes$/],
    'another task': [
      p => ({ ...p, targets: [{ ...target, task: 'binary' }] }),
      /^target "kind" is binary, was classification$/,
    ],
    'an array of another shape': [
      p => ({ ...p, features: [{ ...first, type: 'tensor', shape: [2, 2] }, second] }),
      /^column "a" is array of \[2, 2\], was number$/,
    ],
  };
  for (const [title, [change, why]] of Object.entries(changed))
    it(`stays where a new version has ${title}, and says so`, async () => {
      await store.save(same());
      await store.promote('iris', 1, 'champion');
      const { version } = await store.save(variant(change));
      assert.equal(version, 2);
      assert.deepEqual(await Promise.all(['iris', 'iris@champion', 'iris@latest'].map(versionOf)), [1, 1, 2]);
      const held = await store.unchangedReference('iris', 2);
      assert.deepEqual([held!.reference, held!.version], ['iris', 1]);
      assert.match(held!.because, why);
      const alias = await store.promoteAlike('iris', 2, 'champion');
      assert.deepEqual([alias!.reference, alias!.version], ['iris@champion', 1]);
      assert.match(alias!.because, why);
      assert.equal(await versionOf('iris@champion'), 1);

      await store.save(same(2));
      assert.equal(await versionOf('iris'), 3, 'one that takes and gives the same is in use again');
      assert.equal(await store.unchangedReference('iris', 3), null);
      assert.equal(await store.promoteAlike('iris', 3, 'champion'), null);
      assert.equal(await versionOf('iris@champion'), 3);
    });

  const alike: Record<string, (given: Pipeline) => Pipeline> = {
    'another scale': p => ({
      ...p,
      features: [{ ...first, transform: { kind: 'standardize', mean: 9, std: 4 } }, second],
    }),
    'other categories of a feature': p => ({
      ...p,
      features: [first, { ...second, transform: { kind: 'one-hot', categories: ['x', 'y', 'z'] }, shape: [3] }],
    }),
    'whole numbers': p => ({ ...p, features: [{ ...first, type: 'integer' }, second] }),
  };
  it('moves on where words for yes and no were categories, as 0.1.0 read them', () => {
    const of = (type: 'category' | 'boolean', transform: Transform) =>
      signatureOf({
        pipeline: { ...pipeline, features: [first, { ...second, type, transform }] },
        network: same().body.network,
      });
    const yes = of('boolean', { kind: 'boolean', missing: 0, labels: ['nein', 'ja'] });
    assert.equal(difference(of('category', { kind: 'one-hot', categories: ['Ja', 'Nein'] }), yes), null);
    assert.match(
      difference(of('category', { kind: 'one-hot', categories: ['ja', 'vielleicht'] }), yes)!,
      /was category/,
    );
  });
  for (const [title, change] of Object.entries(alike))
    it(`moves on where a new version has ${title}`, async () => {
      await store.save(same());
      await store.save(variant(change));
      assert.deepEqual([await versionOf('iris'), await store.unchangedReference('iris', 2)], [2, null]);
    });

  for (const [was, is, why] of [
    [{ decimal: ',' }, { decimal: '.' }, 'column "a" has the decimal sign ".", was ","'],
    [{ date: 'dmy' }, { date: 'mdy' }, 'column "a" reads dates as "mdy", was "dmy"'],
    [{ decimal: ',' }, { decimal: ',', unit: '€' }, null],
    // Without a sign only what can be read in one way is read: nothing is read otherwise.
    [{ decimal: ',' }, undefined, null],
  ] as const)
    it(`texts read as ${JSON.stringify(was)}, then as ${JSON.stringify(is)}: ${why ?? 'the same'}`, async () => {
      for (const format of [was, is])
        await store.save(variant(p => ({ ...p, features: [{ ...first, ...(format && { format }) }, second] })));
      assert.equal(await versionOf('iris'), why === null ? 2 : 1);
      assert.equal((await store.unchangedReference('iris', 2))?.because ?? null, why);
    });

  it('is what was chosen, until a newer one comes that can stand in for it', async () => {
    for (const seed of [1, 2]) await store.save(same(seed));
    assert.equal((await store.use('iris', 1)).inUse, true);
    assert.equal(await versionOf('iris'), 1);
    await store.save(variant(p => ({ ...p, features: [first] })));
    assert.equal(await versionOf('iris'), 1);
    await store.use('iris', null);
    assert.equal(await versionOf('iris'), 3);
    await store.save(same(3));
    assert.equal(await versionOf('iris'), 3, 'the fourth does not take what the third does');
  });

  it('goes to one that can stand in for it, when it is deleted', async () => {
    for (const seed of [1, 2]) await store.save(same(seed));
    await store.save(variant(p => ({ ...p, features: [first] })));
    await store.delete('iris:2');
    assert.equal(await versionOf('iris'), 1);
    await store.delete('iris:1');
    assert.equal(await versionOf('iris'), 3);
  });

  it('is never the new one for a moment, whoever looks', async () => {
    await store.save(same());
    let saving = true;
    const look = async () => {
      for (; saving; await new Promise(setImmediate)) assert.equal((await openStore(root).find('iris')).version, 1);
    };
    const save = async () => {
      for (let seed = 0; seed < 5; seed++) await store.save(variant(p => ({ ...p, features: [first] }), seed));
      saving = false;
    };
    await Promise.all([save(), look(), look()]);
  });
});

describe('room in the store', () => {
  const versions = async () => (await store.list('iris')).map(each => each.version);

  it('is made by versions of a row; those with an alias, in use, pinned, or of another kind stay', async () => {
    store = openStore(root, { keep: 3, pinned: (name, version) => name === 'iris' && version === 5 });
    await store.save(same(1)); // as by hand
    for (let seed = 2; seed <= 10; seed++) {
      await store.save(same(seed), { rolling: true });
      if (seed === 3) await store.promote('iris', 3, 'champion');
      await store.makeRoom('iris');
    }
    assert.deepEqual(await versions(), [1, 3, 5, 8, 9, 10]);
    await store.use('iris', 8);
    await store.save(
      variant(p => ({ ...p, features: [first] })),
      { rolling: true },
    );
    for (let i = 0; i < 4; i++)
      await store.save(
        variant(p => ({ ...p, features: [first] }), i),
        { rolling: true },
      );
    assert.deepEqual(await store.makeRoom('iris'), [9, 10, 11, 12]);
    assert.equal(await versionOf('iris'), 8);
    assert.deepEqual((await readdir(join(root, 'iris', '.rolling'))).sort(), ['13', '14', '15', '3', '5', '8']);
  });

  it('is not made where all are kept', async () => {
    store = openStore(root, { keep: 0 });
    for (let seed = 1; seed <= 4; seed++) await store.save(same(seed), { rolling: true });
    assert.deepEqual([await store.makeRoom('iris'), await versions()], [[], [1, 2, 3, 4]]);
  });

  it('is not needed for the same model again', async () => {
    await store.save(same(1), { rolling: true });
    const again = await store.save(same(1), { unlessSame: 'latest' });
    assert.deepEqual([again.version, await versions()], [1, [1]]);
    const other = await store.save(
      variant(p => ({ ...p, features: [first] })),
      { unlessSame: 'latest' },
    );
    assert.equal(other.version, 2);
    assert.equal((await store.save(same(1), { unlessSame: 'latest' })).version, 3, 'only the latest is looked at');
  });

  it('is another one where the model keeps no training rows any more', async () => {
    const { card, network, weights, onnx } = same(1).body;
    const data = Float64Array.of(1, 2);
    const columns = [
      { name: 'a', type: 'number' as const, data },
      { name: 'b', type: 'category' as const, data: Int32Array.of(0, 1), labels: ['x', 'y'] },
    ];
    const keeping = new ModelBody(card, network, weights, pipeline, onnx, { rows: 2, columns });
    assert.equal((await store.save(new Model('iris', null, keeping), { unlessSame: 'latest' })).version, 1);
    assert.equal((await store.save(same(1), { unlessSame: 'latest' })).version, 2);
    assert.equal((await store.load('iris:2')).body.background, null);
  });
});

describe('what does not belong into a store', () => {
  it('is no version and no alias, and stops nothing', async () => {
    await store.save(same());
    for (const name of ['2.5', '２', '0', '01', '1e3', '-1', '9007199254740993', 'x'])
      await mkdir(join(root, 'iris', name));
    await writeFile(join(root, 'iris', '7'), 'a file');
    await mkdir(join(root, 'iris/.aliases/folder'), { recursive: true });
    await writeFile(join(root, 'iris/.aliases/champion'), '1');
    for (const [name, text] of [
      ['empty', ''],
      ['words', 'two'],
      ['half', '1.5'],
      ['.hidden', '1'],
    ] as const)
      await writeFile(join(root, 'iris/.aliases', name), text);
    assert.deepEqual(
      (await store.list()).map(({ version, aliases }) => [version, aliases]),
      [[1, ['champion']]],
    );
    await assert.rejects(store.load('iris@folder'), /has no alias "folder"; aliases: champion$/);
    await assert.rejects(store.load('iris:２'), /version must be a whole number/);
    for (const version of ['2.5', '1e3']) await assert.rejects(store.load(`iris:${version}`), /version must be/);
  });

  for (const text of ['9007199254740992', '99999999999999999999', 'NaN', '-5', 'Infinity', '1.5', ''])
    it(`a last version of "${text}" does not stop saving`, async () => {
      await store.save(same());
      await writeFile(join(root, 'iris/.last-version'), text);
      assert.equal((await store.save(same(2))).version, 2);
    });

  it('a pointer to a version that is gone is no pointer', async () => {
    for (const seed of [1, 2]) await store.save(same(seed));
    for (const text of ['7', 'x', '']) {
      await writeFile(join(root, 'iris/.in-use'), text);
      assert.equal(await versionOf('iris'), 2);
    }
  });
});
