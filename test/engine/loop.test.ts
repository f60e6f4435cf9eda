import assert from 'node:assert/strict';
import type { Engine } from '../../src/engine';
import * as g from '../../src/graph';
import type { Feeds, HostTensor } from '../../src/spec';
import { engineName, testEngine } from '../engines';
import { float, int, noise } from './helpers';

const one = (values: number | number[], shape: number[] = []): HostTensor => float(shape, [values].flat());

/** Least squares by gradient descent with momentum: small, but with every kind of input and output of a step. */
function regression() {
  const x = g.input('x', ['N', 3]);
  const y = g.input('y', ['N']);
  const rate = g.input('rate', []);
  const w = g.input('w', [3, 1]);
  const v = g.input('v', [3, 1]);
  const steps = g.input('steps', [], 'int32');
  const fixed = g.input('fixed', [3]);
  const error = g.sub(g.reshape(g.matmul(g.mul(x, fixed), w), ['N']), y);
  const loss = g.mean(g.square(error));
  const [slope] = g.gradient(loss, [w]);
  const velocity = g.add(g.mul(v, 0.5), slope!);
  return {
    data: [x, y],
    scalars: [rate],
    state: [
      { input: w, next: g.sub(w, g.mul(velocity, rate)) },
      { input: v, next: velocity },
      { input: steps, next: g.add(steps, 1) },
      { input: fixed, next: fixed },
    ],
    outputs: { loss, error: g.reshape(g.sum(g.abs(error)), [1]), rows: g.sizeOf('N'), rate },
  };
}

/** The same in plain JavaScript. */
function reference(X: ArrayLike<number>, Y: ArrayLike<number>, rates: number[], n: number, w: number[], v: number[]) {
  const losses = rates.map((rate, k) => {
    const slope = [0, 0, 0];
    let loss = 0;
    for (let i = k * n; i < (k + 1) * n; i++) {
      const row = [0, 1, 2].map(j => X[3 * i + j]! * (j + 1));
      const error = row.reduce((sum, value, j) => sum + value * w[j]!, 0) - Y[i]!;
      loss += error ** 2 / n;
      row.forEach((value, j) => {
        slope[j]! += (2 * error * value) / n;
      });
    }
    for (const j of [0, 1, 2]) {
      v[j] = v[j]! * 0.5 + slope[j]!;
      w[j] = w[j]! - rate * v[j]!;
    }
    return loss;
  });
  return losses;
}

const near = (a: ArrayLike<number>, b: ArrayLike<number>, tolerance = 1e-5) => {
  assert.equal(a.length, b.length);
  for (let i = 0; i < a.length; i++) assert.ok(Math.abs(a[i]! - b[i]!) <= tolerance, `${a[i]} and ${b[i]} at ${i}`);
};

describe(`a loop of steps on ${engineName}`, () => {
  let engine: Engine;
  before(async () => {
    engine = await testEngine();
  });
  const start = (): Feeds => ({
    w: one([0.1, 0.2, -0.3], [3, 1]),
    v: one([0, 0, 0], [3, 1]),
    steps: int([], [0]),
    fixed: one([1, 2, 3], [3]),
  });
  const batches = (K: number, n: number, seed = 3): Feeds => ({
    x: noise([K, n, 3], seed),
    y: noise([K, n], seed + 1),
    rate: one(
      Array.from({ length: K }, (_, k) => 0.1 / (k + 1)),
      [K],
    ),
  });
  const part = ({ data, shape, dtype }: HostTensor, k: number): HostTensor => {
    const size = data.length / shape[0]!;
    return { data: data.slice(k * size, (k + 1) * size), shape: [1, ...shape.slice(1)], dtype };
  };
  const states = (r: Feeds): Feeds => ({ w: r.w!, v: r.v!, steps: r.steps!, fixed: r.fixed! });

  it('equals the same steps in JavaScript, and goes on with a partial batch', async () => {
    const program = await engine.compileLoop(regression());
    const feeds = batches(5, 4);
    const w = [...start().w!.data];
    const v = [0, 0, 0];
    const r = await program.run({ ...feeds, ...start() });
    near(r.loss!.data, reference(feeds.x!.data, feeds.y!.data, [...feeds.rate!.data], 4, w, v));
    near(r.w!.data, w);
    near(r.v!.data, v);
    assert.deepEqual(r.steps, int([], [5]));
    assert.deepEqual(r.fixed, one([1, 2, 3], [3]));
    assert.deepEqual([r.loss!.shape, r.error!.shape, [...r.rows!.data]], [[5], [5, 1], [4, 4, 4, 4, 4]]);
    near(r.rate!.data, feeds.rate!.data, 0);

    const rest = batches(1, 3, 9);
    const last = await program.run({ ...rest, ...states(r) });
    near(last.loss!.data, reference(rest.x!.data, rest.y!.data, [0.1], 3, w, v));
    near(last.w!.data, w);
    assert.deepEqual([last.steps!.data[0], last.rows!.data[0]], [6, 3]);
    await program.dispose();
  });

  it('gives in one run of K steps, bit for bit, what K runs of one step give', async () => {
    const program = await engine.compileLoop(regression());
    const feeds = batches(8, 5);
    const all = await program.run({ ...feeds, ...start() });
    let now = start();
    for (let k = 0; k < 8; k++) {
      const r = await program.run({ x: part(feeds.x!, k), y: part(feeds.y!, k), rate: part(feeds.rate!, k), ...now });
      assert.equal(r.loss!.data[0], all.loss!.data[k]);
      now = states(r);
    }
    assert.deepEqual(now, states(all));
    await program.dispose();
  });

  it('cuts off below 0, and tells what is above, as files for anyone do', async () => {
    const x = g.input('x', ['N']);
    const outputs = { cut: g.relu(x), above: g.positive(x), cutAbove: g.positive(g.relu(x)) };
    const values = [-Infinity, -1e30, -1, -0, 0, 1e-37, 1, 1e30, Infinity];
    const program = await engine.compileLoop({ data: [x], scalars: [], state: [], outputs });
    const r = await program.run({ x: one([...values, ...values], [2, values.length]) });
    const twice = (of: (value: number) => number) => [...values, ...values].map(of);
    assert.deepEqual(
      [...r.cut!.data].map(v => v + 0),
      twice(v => Math.fround(Math.max(v, 0))),
    );
    assert.deepEqual(
      [...r.above!.data],
      twice(v => Number(v > 0)),
    );
    assert.deepEqual(r.above!.data, r.cutAbove!.data);
    const { cut } = await program.run({ x: one([NaN], [1, 1]) });
    assert.ok(Number.isNaN(cut!.data[0]));
    await program.dispose();
  });

  it('carries swapped, equal and copied states, and integers and truth values', async () => {
    const x = g.input('x', ['N'], 'int32');
    const [a, b, c] = ['a', 'b', 'c'].map(name => g.input(name, [2])) as [g.GraphNode, g.GraphNode, g.GraphNode];
    const flag = g.input('flag', [], 'bool');
    const count = g.input('count', [], 'int32');
    const program = await engine.compileLoop({
      data: [x],
      scalars: [],
      state: [
        { input: a, next: b },
        { input: b, next: a },
        { input: c, next: b },
        { input: flag, next: g.logicalNot(flag) },
        { input: count, next: g.add(count, g.sum(x)) },
      ],
      outputs: { a_was: a, was: flag, x_is: x, seven: g.constant(7) },
    });
    const bool = (...values: number[]) => ({
      data: Uint8Array.from(values),
      shape: [] as number[],
      dtype: 'bool' as const,
    });
    const r = await program.run({
      x: int([3, 2], [1, 2, 3, 4, 5, 6]),
      a: one([1, 2], [2]),
      b: one([3, 4], [2]),
      c: one([5, 6], [2]),
      flag: bool(1),
      count: int([], [100]),
    });
    assert.deepEqual(
      [r.a, r.b, r.c].map(t => [...t!.data]),
      [
        [3, 4],
        [1, 2],
        [3, 4],
      ],
    );
    assert.deepEqual([r.flag, r.count], [bool(0), int([], [121])]);
    assert.deepEqual([...r.a_was!.data], [1, 2, 3, 4, 1, 2]);
    assert.deepEqual(r.was, { data: Uint8Array.of(1, 0, 1), shape: [3], dtype: 'bool' });
    assert.deepEqual(r.x_is, int([3, 2], [1, 2, 3, 4, 5, 6]));
    assert.deepEqual([...r.seven!.data], [7, 7, 7]);
    await program.dispose();
  });

  it('draws the numbers of the counter hash, others at each step', async () => {
    const x = g.input('x', ['N']);
    const t = g.input('t', [], 'int32');
    const next = g.add(t, 1);
    const drawn = g.random([6], g.randomKey(next, 42));
    const program = await engine.compileLoop({
      data: [x],
      scalars: [],
      state: [{ input: t, next }],
      outputs: { drawn },
    });
    const r = await program.run({ x: noise([3, 1]), t: int([], [10]) });
    const expected = [11, 12, 13].flatMap(step => [...g.hashUniform(6, g.mixKey(step, 42))]);
    assert.deepEqual([...r.drawn!.data], expected);
    await program.dispose();
  });
});
