import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Problem } from '../../src/errors';
import { type Group, openHdf5, type Tree, writeHdf5 } from '../../src/hdf5';
import { Bytes } from '../../src/hdf5/bytes';
import { MESSAGE, messagesAt } from '../../src/hdf5/header';
import { linksOf } from '../../src/hdf5/links';
import { leavesOf } from '../../src/hdf5/tree';

/** Compared with h5py, which reads what is written here and writes what is read here. */

const written = (tree: Tree): Uint8Array => Buffer.concat(writeHdf5(tree));
const floats = (...data: number[]) => ({ shape: [data.length], data: Float32Array.from(data) });

const LAYERS = 40;
const tree: Tree = {
  layers: Object.fromEntries(
    Array.from({ length: LAYERS }, (_, i) => [
      `dense_${i}`,
      { vars: { 0: { shape: [3, 2], data: Float32Array.of(i, 1, 2, 3, 4, 5) }, 1: floats(i) } },
    ]),
  ),
  scalar: { shape: [], data: Float32Array.of(7) },
  层: { empty: {} },
};

const WRITES = `
import h5py, numpy as np, sys
with h5py.File(sys.argv[1], 'w') as f:
    f.create_dataset('chunked', data=np.arange(1000 * 7, dtype='float64').reshape(1000, 7), chunks=(64, 3), compression='gzip', shuffle=True, fletcher32=True)
    f.create_dataset('plain chunks', data=np.arange(60, dtype='int64').reshape(3, 4, 5), chunks=(2, 3, 2))
    f.create_dataset('big', data=np.arange(10, dtype='>i2'))
    f.create_dataset('half', data=np.array([1.5, -2.25, 6e-8, 65504], 'float16'))
    f.create_dataset('never written', shape=(2, 3), dtype='float32')
    for i in range(300):
        f.create_group(f'g{i}/vars').create_dataset('0', data=np.full((2,), i, 'float32'))
    f.attrs['names'] = np.array([b'ab', b'cde'])
    f.attrs['long'] = '\\u00fc' * 100000
    f['link'] = h5py.SoftLink('/half') if len(sys.argv) > 2 else 0.0
`;
const READS = `
import h5py, json, sys
f = h5py.File(sys.argv[1])
print(json.dumps([list(f), f['scalar'][()].item(), [f[f'layers/dense_{i}/vars/0'][()].tolist() for i in range(${LAYERS})], list(f['层/empty'])]))
`;

describe('HDF5', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tensorwire-hdf5-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'file.h5');
  const h5py = (script: string, ...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync(process.env.ORACLE_PYTHON!, ['-c', script, file, ...args], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    return stdout;
  };
  beforeEach(function () {
    if (!process.env.ORACLE_PYTHON) this.skip();
  });

  it('h5py reads what is written', () => {
    writeFileSync(file, written(tree));
    const [names, scalar, kernels, empty] = JSON.parse(h5py(READS)) as [string[], number, number[][][], string[]];
    assert.deepEqual(names.sort(), ['layers', 'scalar', '层'].sort());
    assert.equal(scalar, 7);
    kernels.forEach(
      (kernel, i) =>
        void assert.deepEqual(kernel, [
          [i, 1],
          [2, 3],
          [4, 5],
        ]),
    );
    assert.deepEqual(empty, []);
  });

  it('reads what h5py writes: pieces, packed ones, other numbers, many groups, texts', () => {
    h5py(WRITES);
    const root = openHdf5(readFileSync(file));
    const numbers = (path: string) => [...root.dataset(path)!.read()];
    assert.deepEqual(root.dataset('chunked')!.shape, [1000, 7]);
    assert.deepEqual(
      numbers('chunked'),
      Array.from({ length: 7000 }, (_, i) => i),
    );
    assert.deepEqual(
      numbers('plain chunks'),
      Array.from({ length: 60 }, (_, i) => i),
    );
    assert.deepEqual(numbers('big'), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.deepEqual(numbers('half'), [1.5, -2.25, 2 ** -24, 65504]);
    assert.deepEqual(numbers('never written'), [0, 0, 0, 0, 0, 0]);
    for (const i of [0, 150, 299]) assert.deepEqual(numbers(`g${i}/vars/0`), [i, i]);
    assert.equal(root.dataset('g300/vars/0'), undefined);
    assert.deepEqual(root.attributes.get('names'), ['ab', 'cde']);
    assert.equal(root.attributes.get('long'), 'ü'.repeat(100000));
    assert.throws(() => openHdf5(readFileSync(file), { mostBytes: 1000 }).dataset('chunked')!.read(), /memory/);
  });

  it('links to other places are not followed', () => {
    h5py(WRITES, 'with a link');
    assert.throws(() => openHdf5(readFileSync(file)), /"link" is a link to another place or file/);
  });
});

/** Reads all that is in a file, as an import does and more. */
function readAll(group: Group, depth = 0): number {
  if (depth > 8) return 0;
  return group.names.reduce((sum, name) => {
    const inner = group.group(name);
    return sum + (inner ? readAll(inner, depth + 1) : (group.dataset(name)?.read().length ?? 0));
  }, 0);
}

describe('HDF5 files that would take much time or memory', () => {
  const room = (size: number) => {
    const all = new Uint8Array(size);
    return { all, view: new DataView(all.buffer) };
  };
  it('a tree whose nodes lie over each other', () => {
    const { all, view } = room(1000);
    const nodeAt = (at: number, level: number, entries: number, ...children: number[]) => {
      all.set(Buffer.from('TREE'), at);
      view.setUint8(at + 5, level);
      view.setUint16(at + 6, entries, true);
      children.forEach((child, i) => void view.setBigUint64(at + 24 + i * 16 + 8, BigInt(child), true));
    };
    nodeAt(0, 1, 2, 100, 140);
    nodeAt(140, 0, 40);
    nodeAt(100, 0, 40);
    assert.throws(() => leavesOf(new Bytes(all), 0, 8), /a tree in it has too many leaves/);
  });
  it('an object with many blocks', () => {
    const count = 70_001;
    const { all, view } = room(16 + count * 24);
    view.setUint8(0, 1);
    view.setUint32(8, count * 24, true);
    for (let i = 0; i < count; i++) {
      const at = 16 + i * 24;
      view.setUint16(at, 0x10, true);
      view.setUint16(at + 2, 16, true);
      view.setBigUint64(at + 8, BigInt(at), true);
    }
    assert.throws(() => messagesAt(new Bytes(all), 0), /an object has too many parts/);
  });
  it('many places that stand for one long text', () => {
    const bytes = new Bytes(new Uint8Array(2 ** 20).fill(97));
    assert.throws(() => {
      for (let i = 0; i < 64; i++) bytes.text(0, 2 ** 20);
    }, /its texts are larger than any model needs/);
  });
  it('a link whose name is longer than its place', () => {
    const { all, view } = room(1000);
    view.setUint8(2, 200);
    const link = { type: MESSAGE.link, at: 0, size: 20 };
    assert.throws(() => linksOf(new Bytes(all), [link]), /the name of a link is longer than its place/);
  });
});

describe('broken HDF5 files', () => {
  const good = written({ a: { vars: { 0: floats(1, 2, 3), 1: floats(4) } }, b: { vars: {} } });
  const onlyProblems = (bytes: Uint8Array): void => {
    try {
      readAll(openHdf5(bytes, { mostBytes: 2 ** 20 }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      assert.match(error.message, /^is not a whole HDF5 file: /);
    }
  };

  it('cut off anywhere: a clear error', () => {
    for (let length = 0; length < good.length; length++) {
      const cut = good.slice(0, length);
      assert.throws(() => readAll(openHdf5(cut)), Problem, `${length}`);
    }
  });
  it('with any bytes changed: a clear error, or numbers, and never more memory than is allowed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 12 }),
        changes => {
          const bytes = good.slice();
          for (const [at, byte] of changes) bytes[at] = byte;
          onlyProblems(bytes);
        },
      ),
      { numRuns: 3000 },
    );
  });
  it('of any bytes behind a right beginning: a clear error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), bytes =>
        onlyProblems(Buffer.concat([good.subarray(0, 14), bytes])),
      ),
      { numRuns: 1000 },
    );
  });
});
