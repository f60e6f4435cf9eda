import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFiles, receiveFile } from '../../src/files';

async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

describe('a file that is uploaded', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tensorwire-upload-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const send = (name: string, from: AsyncIterable<Uint8Array>, limit = 100) =>
    receiveFile({ folder: join(folder, 'data'), name, existing: 'refuse', limit }, from);

  it('is there whole, or not at all', async () => {
    assert.equal(await send('a.csv', pieces('n\n', '1\n')), 'a.csv');
    assert.equal(readFileSync(join(folder, 'data/a.csv'), 'utf8'), 'n\n1\n');
    await assert.rejects(send('b.csv', pieces('x'.repeat(60), 'x'.repeat(60))), /is larger than/);
    async function* breaking() {
      yield Buffer.from('n\n');
      throw new Error('the connection is gone');
    }
    await assert.rejects(send('c.csv', breaking()), /could not be written \(the connection is gone\)/);
    assert.deepEqual(readdirSync(join(folder, 'data')), ['a.csv']);
  });

  it('reserves no name before it is whole: one that is killed leaves no empty file', async () => {
    async function* looking() {
      yield Buffer.from('n\n');
      assert.deepEqual(
        readdirSync(join(folder, 'data')).filter(name => !name.startsWith('.')),
        [],
      );
      writeFileSync(join(folder, 'data/a.csv'), 'of another');
      yield Buffer.from('1\n');
    }
    assert.equal(await send('a.csv', looking()), null, 'the name was taken meanwhile');
    assert.equal(readFileSync(join(folder, 'data/a.csv'), 'utf8'), 'of another');
    const both = { folder: join(folder, 'data'), name: 'a.csv', existing: 'rename', limit: 100 } as const;
    assert.equal(await receiveFile(both, pieces('n\n')), 'a (2).csv');
    assert.deepEqual(readdirSync(join(folder, 'data')).sort(), ['a (2).csv', 'a.csv']);
  });

  it('removes what was left by one that was cut off long ago', async () => {
    await send('a.csv', pieces('n\n'));
    const [old, young] = ['1', '2'].map(n => `.${n}0000000-0000-4000-8000-000000000000.part`);
    for (const part of [old!, young!]) writeFileSync(join(folder, 'data', part), 'n');
    utimesSync(join(folder, 'data', old!), 0, 0);
    await send('b.csv', pieces('n\n'));
    assert.deepEqual(readdirSync(join(folder, 'data')).sort(), [young, 'a.csv', 'b.csv']);
  });

  it('has the name of a file of data', async () => {
    const long = `${'x'.repeat(300)}.csv`;
    for (const name of ['', '.csv', '.a.csv', 'a.exe', 'a.csv ', 'a<b>.csv', 'a\nb.csv', 'Package.json', long])
      await assert.rejects(send(name, pieces('n')), /the name of a file of data/, name);
    for (const name of ['订单.csv', 'Umsätze 2024 (2).xlsx', 'C:\\data\\rows.json'])
      assert.equal(await send(name, pieces('n')), name.split('\\').at(-1));
  });
});

describe('the list of files of data', () => {
  it('has those that may be looked at, the newest first', async () => {
    const userDir = mkdtempSync(join(tmpdir(), 'tensorwire-list-'));
    const put = (file: string) => {
      mkdirSync(join(userDir, file, '..'), { recursive: true });
      writeFileSync(join(userDir, file), 'n\n1\n');
    };
    for (const file of ['flows.json', 'package.json', '.hidden/a.csv', 'node_modules/x/a.csv', 'lib/a.csv', 'notes.md'])
      put(file);
    for (const file of ['rows.csv', 'data/deep/rows.xlsx']) put(file);
    symlinkSync(join(userDir, 'flows.json'), join(userDir, 'link.json'));
    const places = { userDir, allowed: null, own: [join(userDir, 'flows.json')], stores: [] };
    try {
      assert.deepEqual((await dataFiles(places)).map(({ file }) => file).sort(), ['data/deep/rows.xlsx', 'rows.csv']);
      const some = await dataFiles({ ...places, allowed: ['data'] });
      assert.deepEqual(some, [{ file: 'data/deep/rows.xlsx', size: 4 }]);
      assert.deepEqual(await dataFiles({ ...places, allowed: [] }), []);
    } finally {
      rmSync(userDir, { recursive: true, force: true });
    }
  });
});
