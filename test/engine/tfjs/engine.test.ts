import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import type { Engine } from '../../../src/engine';
import { TensorwireError } from '../../../src/errors';
import {
  add,
  constant,
  type Graph,
  gradient,
  input,
  matmul,
  mean,
  mul,
  relu,
  type StepGraph,
  scan,
  split,
  square,
  sub,
  sum,
  tanh,
  topological,
} from '../../../src/graph';
import { cpuEngine } from '../../engines';
import { float, noise } from '../../graph/numbers';

const x = input('x', ['N', 3]);
const w = input('w', [3, 2]);
const graph: Graph = {
  inputs: [x, w],
  outputs: { y: relu(matmul(x, w)), same: x, five: constant(5), part: split(x, 1, [1, 2])[1]! },
};

/** Least squares by gradient descent: w ← w − r·dL/dw. */
function descent(): StepGraph {
  const [bx, by, rate, weights] = [input('bx', ['N', 3]), input('by', ['N', 2]), input('rate', []), input('w', [3, 2])];
  const loss = mean(square(sub(matmul(bx, weights), by)));
  const next = sub(weights, mul(rate, gradient(loss, [weights])[0]!));
  return {
    data: [bx, by],
    scalars: [rate],
    state: [{ input: weights, next }],
    outputs: { loss, norm: sum(square(weights), [0]) },
  };
}

describe('the interpreter on TensorFlow.js', () => {
  let engine: Engine;
  before(async () => {
    engine = await cpuEngine();
  });
  let tensors: number;
  beforeEach(() => {
    tensors = tf.memory().numTensors;
  });
  afterEach(() => assert.equal(tf.memory().numTensors, tensors, 'tensors were left behind'));

  it('runs a graph, for any batch', async () => {
    const program = await engine.compile(graph);
    for (const n of [1, 4]) {
      const [a, b] = [noise(3 * n, 1), noise(6, 2)];
      const results = await program.run({ x: float([n, 3], a), w: float([3, 2], b) });
      const expected = tf.tidy(() => tf.relu(tf.matMul(tf.tensor2d(a, [n, 3]), tf.tensor2d(b, [3, 2]))).dataSync());
      assert.deepEqual(results.y, { data: expected, shape: [n, 2], dtype: 'float32' });
      assert.deepEqual(results.same!.data, Float32Array.from(a));
      assert.deepEqual([results.five!.data[0], results.five!.shape], [5, []]);
      assert.deepEqual(results.part!.shape, [n, 2]);
    }
    await program.dispose();
  });

  it('leaves nothing of the steps of a scan, its constants and its gradient', async () => {
    const h = input('h', ['N', 2]);
    const { carry, outputs } = scan(
      ([before], [now]) => {
        const after = tanh(add(mul(before!, constant([0.5, 2])), now!));
        return { carry: [after], outputs: [mul(after, before!)] };
      },
      [h],
      [input('xs', [3, 'N', 2])],
    );
    const [dh] = gradient(sum(outputs[0]!), [h]);
    const inputs = topological([dh!]).filter(node => node.op.name === 'input');
    const program = await engine.compile({ inputs, outputs: { last: carry[0]!, all: outputs[0]!, dh: dh! } });
    for (const n of [1, 2]) {
      const results = await program.run({ h: float([n, 2], noise(2 * n, 1)), xs: float([3, n, 2], noise(6 * n, 2)) });
      assert.deepEqual(results.all!.shape, [3, n, 2]);
    }
    await program.dispose();
  });

  it('keeps weights that are given when it is made', async () => {
    const weights = { w: float([3, 2], noise(6, 2)) };
    const [free, fixed] = [await engine.compile(graph), await engine.compile(graph, weights)];
    const rows = { x: float([2, 3], noise(6, 1)) };
    assert.deepEqual(await fixed.run(rows), await free.run({ ...rows, ...weights }));
    assert.deepEqual(await fixed.run(rows), await fixed.run(rows));
    await free.dispose();
    await fixed.dispose();
  });

  it('runs K steps in one call as K calls of one step', async () => {
    const program = await engine.compileLoop(descent());
    const K = 4;
    const [bx, by, rate, w0] = [noise(K * 15, 1), noise(K * 10, 2), [0.1, 0.2, 0.05, 0.1], noise(6, 3)];
    const together = await program.run({
      bx: float([K, 5, 3], bx),
      by: float([K, 5, 2], by),
      rate: float([K], rate),
      w: float([3, 2], w0),
    });
    assert.deepEqual([together.loss!.shape, together.norm!.shape, together.w!.shape], [[K], [K, 2], [3, 2]]);
    let state = float([3, 2], w0);
    const losses: number[] = [];
    for (let k = 0; k < K; k++) {
      const result = await program.run({
        bx: float([1, 5, 3], bx.slice(k * 15, (k + 1) * 15)),
        by: float([1, 5, 2], by.slice(k * 10, (k + 1) * 10)),
        rate: float([1], [rate[k]!]),
        w: state,
      });
      state = result.w as typeof state;
      losses.push(result.loss!.data[0]!);
    }
    assert.deepEqual(together.w, state);
    assert.deepEqual([...together.loss!.data], losses);
    await program.dispose();
  });

  it('descends as TensorFlow.js does with its own gradient', async () => {
    const program = await engine.compileLoop(descent());
    const [bx, by, w0] = [noise(15, 1), noise(10, 2), noise(6, 3)];
    const result = await program.run({
      bx: float([1, 5, 3], bx),
      by: float([1, 5, 2], by),
      rate: float([1], [0.1]),
      w: float([3, 2], w0),
    });
    const expected = tf.tidy(() => {
      const [a, b, v] = [tf.tensor2d(bx, [5, 3]), tf.tensor2d(by, [5, 2]), tf.tensor2d(w0, [3, 2])];
      const g = tf.grad((u: tf.Tensor) => tf.losses.meanSquaredError(b, tf.matMul(a, u as tf.Tensor2D)))(v);
      return v.sub(g.mul(0.1)).dataSync();
    });
    for (const [i, e] of expected.entries()) assert.ok(Math.abs(result.w!.data[i]! - e) < 1e-6);
    await program.dispose();
  });

  it('refuses feeds that do not fit, and says which', async () => {
    const program = await engine.compile(graph);
    const good = { x: float([2, 3], noise(6, 1)), w: float([3, 2], noise(6, 2)) };
    const refuses = (feeds: object, text: RegExp) =>
      assert.rejects(
        program.run({ ...good, ...feeds }),
        (e: unknown) => e instanceof TensorwireError && text.test(e.message),
      );
    await refuses({ w: undefined }, /engine tfjs-cpu: input "w" is missing/);
    await refuses({ w: float([2, 3], noise(6, 2)) }, /input "w": shape must be \[3, 2\], received \[2, 3\]/);
    await refuses({ x: float([2, 4], noise(8, 2)) }, /input "x": shape must be \[N, 3\], received \[2, 4\]/);
    await refuses({ x: float([2, 3], noise(5, 2)) }, /input "x": data must be 6 numbers, received 5/);
    await refuses(
      { x: { data: new Int32Array(6), shape: [2, 3], dtype: 'int32' } },
      /dtype must be float32, received int32/,
    );
    await program.dispose();
    const loop = await engine.compileLoop(descent());
    await assert.rejects(
      loop.run({
        bx: float([2, 5, 3], noise(30, 1)),
        by: float([1, 5, 2], noise(10, 1)),
        rate: float([2], [1, 1]),
        w: good.w,
      }),
      /input "by": shape must be \[K, N, 2\], received \[1, 5, 2\]/,
    );
    await loop.dispose();
  });

  it('does not run once it is disposed, and may be disposed twice', async () => {
    const program = await engine.compile(graph);
    await program.dispose();
    await program.dispose();
    await assert.rejects(program.run({}), /disposed/);
  });

  it('leaves nothing behind when a run fails half way', async () => {
    const other = input('other', [2]);
    const program = await engine.compile({ inputs: [x], outputs: { y: add(x, sum(other)) } });
    await assert.rejects(program.run({ x: float([1, 3], [1, 2, 3]) }), /input "other" is not fed/);
    await program.dispose();
  });
});
