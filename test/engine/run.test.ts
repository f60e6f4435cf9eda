import assert from 'node:assert/strict';
import type { Engine } from '../../src/engine';
import * as g from '../../src/graph';
import { engineName, testEngine } from '../engines';
import { float, int, noise } from './helpers';

describe(`a graph on ${engineName}`, () => {
  let engine: Engine;
  before(async () => {
    engine = await testEngine();
  });

  it('computes, for any batch, a product with bias, transposed operands and broadcasting', async () => {
    const x = g.input('x', ['N', 3]);
    const w = g.input('w', [2, 3]);
    const b = g.input('b', [2]);
    const y = g.add(g.matmul(x, g.transpose(w, [1, 0])), b);
    const scatter = g.matmul(g.transpose(x, [1, 0]), x);
    const program = await engine.compile({ inputs: [x, w, b], outputs: { y, scatter, mean: g.mean(x) } });
    for (const rows of [
      [[1, 2, 3]],
      [
        [1, 2, 3],
        [-1, 0, 4],
      ],
    ]) {
      const feeds = {
        x: float([rows.length, 3], rows.flat()),
        w: float([2, 3], [1, 0, 2, -1, 3, 1]),
        b: float([2], [10, 20]),
      };
      const results = await program.run(feeds);
      const expected = rows.flatMap(([p, q, r]) => [p! + 2 * r! + 10, -p! + 3 * q! + r! + 20]);
      assert.deepEqual([...results.y!.data], expected);
      assert.deepEqual(results.y!.shape, [rows.length, 2]);
      const gram = [0, 1, 2].flatMap(i => [0, 1, 2].map(j => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0)));
      assert.deepEqual([...results.scatter!.data], gram);
      const mean = rows.flat().reduce((a, v) => a + v, 0) / (3 * rows.length);
      assert.ok(Math.abs(results.mean!.data[0]! - mean) < 1e-6);
    }
    await program.dispose();
  });

  it('takes and gives int32 and bool', async () => {
    const i = g.input('i', ['N'], 'int32');
    const c = g.input('c', ['N'], 'bool');
    const outputs = { sum: g.add(i, 5), not: g.logicalNot(c), chosen: g.where(c, i, 0), big: g.greater(i, 1) };
    const program = await engine.compile({ inputs: [i, c], outputs });
    const r = await program.run({
      i: int([3], [1, -2, 2 ** 30]),
      c: { data: Uint8Array.of(1, 0, 1), shape: [3], dtype: 'bool' },
    });
    assert.deepEqual(r, {
      sum: int([3], [6, 3, 2 ** 30 + 5]),
      not: { data: Uint8Array.of(0, 1, 0), shape: [3], dtype: 'bool' },
      chosen: int([3], [1, 0, 2 ** 30]),
      big: { data: Uint8Array.of(0, 0, 1), shape: [3], dtype: 'bool' },
    });
    await program.dispose();
  });

  it('gives an input, a constant and one value twice as outputs', async () => {
    const x = g.input('x', ['N']);
    const y = g.neg(x);
    const program = await engine.compile({
      inputs: [x],
      outputs: { same: x, again: x, y, also: y, two: g.constant([1, 2]) },
    });
    const r = await program.run({ x: float([2], [3, -4]) });
    assert.deepEqual(
      Object.entries(r).map(([name, { data }]) => [name, ...data]),
      [
        ['same', 3, -4],
        ['again', 3, -4],
        ['y', -3, 4],
        ['also', -3, 4],
        ['two', 1, 2],
      ],
    );
    await program.dispose();
  });

  it('splits, and sums scattered rows with repeated indices', async () => {
    const x = g.input('x', ['N', 5]);
    const at = g.input('at', ['N'], 'int32');
    const [left, right] = g.split(x, 1, [2, 3]);
    const program = await engine.compile({
      inputs: [x, at],
      outputs: { left: left!, right: right!, rows: g.scatterAdd(x, at, 0, 4) },
    });
    const n = 5000;
    const indices = Array.from({ length: n }, (_, k) => (k * 7) % 3);
    const r = await program.run({
      x: float(
        [n, 5],
        Array.from({ length: 5 * n }, (_, k) => k % 5),
      ),
      at: int([n], indices),
    });
    assert.deepEqual([...r.left!.data.slice(0, 4), ...r.right!.data.slice(0, 3)], [0, 1, 0, 1, 2, 3, 4]);
    const counts = [0, 1, 2, 3].map(row => indices.filter(i => i === row).length);
    assert.deepEqual(
      [...r.rows!.data],
      counts.flatMap(c => [0, c, 2 * c, 3 * c, 4 * c]),
    );
    await program.dispose();
  });

  it('makes the weights part of the program, also from shared memory', async () => {
    const x = g.input('x', ['N', 2]);
    const w = g.input('w', [2, 2]);
    const data = new Float32Array(new SharedArrayBuffer(16));
    data.set([1, 2, 3, 4]);
    const weights = { w: { data, shape: [2, 2], dtype: 'float32' as const } };
    const program = await engine.compile({ inputs: [x, w], outputs: { y: g.matmul(x, w) } }, weights);
    data.fill(0);
    const shared = new Float32Array(new SharedArrayBuffer(8));
    shared.set([1, 1]);
    const r = await program.run({ x: { data: shared, shape: [1, 2], dtype: 'float32' } });
    assert.deepEqual([...r.y!.data], [4, 6]);
    await program.dispose();
  });

  it('keeps results when it runs again, and runs several at once', async () => {
    const x = g.input('x', ['N']);
    const program = await engine.compile({ inputs: [x], outputs: { y: g.mul(x, 2) } });
    const all = await Promise.all(
      [1, 2, 3, 4].map(k => program.run({ x: float([1000], new Float32Array(1000).fill(k)) })),
    );
    for (const [k, { y }] of all.entries()) assert.ok(y!.data.every(v => v === 2 * (k + 1)));
    await program.dispose();
  });

  it('gives its memory back: 300 times made, run and disposed', async function () {
    this.timeout(120_000);
    const x = g.input('x', ['N', 32]);
    const w = g.constant(noise([32, 32]).data, [32, 32]);
    const graph = { inputs: [x], outputs: { y: g.relu(g.matmul(x, w)) } };
    const feeds = { x: noise([8, 32]) };
    const cycle = async (times: number) => {
      for (let i = 0; i < times; i++) {
        const program = await engine.compile(graph);
        await program.run(feeds);
        await program.dispose();
      }
      return process.memoryUsage().rss / 2 ** 20;
    };
    const before = await cycle(300); // V8 compiles WebAssembly anew meanwhile, which is 80 MB once
    const after = await cycle(300);
    assert.ok(after - before < 40, `grew by ${after - before} MB`);
  });
});
