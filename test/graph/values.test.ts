import assert from 'node:assert/strict';
import {
  abs,
  argmax,
  cast,
  constant,
  div,
  equal,
  erf,
  exp,
  floor,
  type GraphNode,
  gradient,
  greater,
  greaterEqual,
  input,
  less,
  log,
  logicalNot,
  logSoftmax,
  maximum,
  minimum,
  mul,
  neg,
  oneHot,
  positive,
  pow,
  relu,
  sigmoid,
  sign,
  sizeOf,
  softmax,
  softplus,
  sqrt,
  square,
  sub,
  sum,
  tanh,
} from '../../src/graph';
import type { HostTensor } from '../../src/spec';
import { testEngine } from '../engines';
import { float, int } from './numbers';

/** What functions give, on each engine, beside JavaScript's Math in float64. */
async function run(outputs: Record<string, GraphNode>, feeds: Record<string, HostTensor>, inputs: GraphNode[]) {
  const program = await (await testEngine()).compile({ inputs, outputs });
  const results = await program.run(feeds);
  await program.dispose();
  return results;
}
const close = (actual: ArrayLike<number>, expected: readonly number[], what: string, tolerance = 2e-6) => {
  assert.equal(actual.length, expected.length, what);
  for (const [i, e] of expected.entries()) {
    const ok = Object.is(e, actual[i]) || Math.abs(actual[i]! - e) <= tolerance * (1 + Math.abs(e));
    assert.ok(ok, `${what}, element ${i}: ${actual[i]}, expected ${e}`);
  }
};

const values = [-20, -3.7, -1, -0.5, -1e-3, 0, 1e-3, 0.25, 0.5, 1, 2.5, 20];

/** erf by its Taylor series, as far as float64 goes. */
function erf64(x: number): number {
  if (Math.abs(x) > 5) return Math.sign(x);
  let [total, term] = [0, x];
  for (let n = 0; n < 200; n++) {
    total += term / (2 * n + 1);
    term *= (-x * x) / (n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

describe('values', () => {
  const x = input('x', [values.length]);
  const functions: Record<string, [(x: GraphNode) => GraphNode, (x: number) => number]> = {
    neg: [neg, v => -v],
    exp: [exp, Math.exp],
    abs: [abs, Math.abs],
    relu: [relu, v => Math.max(v, 0)],
    sigmoid: [sigmoid, v => 1 / (1 + Math.exp(-v))],
    tanh: [tanh, Math.tanh],
    softplus: [softplus, v => Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)))],
    erf: [erf, erf64],
    sign: [sign, Math.sign],
    positive: [positive, x => Number(x > 0)],
    floor: [floor, Math.floor],
    square: [square, v => v * v],
    log: [v => log(abs(v)), v => Math.log(Math.abs(v))],
    sqrt: [v => sqrt(abs(v)), v => Math.sqrt(Math.abs(v))],
    pow: [v => pow(abs(v), 1.5), v => Math.abs(v) ** 1.5],
    truncate: [v => cast(cast(v, 'int32'), 'float32'), Math.trunc],
    isZero: [v => cast(logicalNot(cast(v, 'bool')), 'float32'), v => Number(v === 0)],
    reciprocal: [v => div(1, v), v => 1 / v],
    maximum: [v => maximum(v, 0.25), v => Math.max(v, 0.25)],
    minimum: [v => minimum(0.25, v), v => Math.min(v, 0.25)],
    greater: [v => cast(greater(v, 0.25), 'float32'), v => Number(v > 0.25)],
    greaterEqual: [v => cast(greaterEqual(v, 0.25), 'float32'), v => Number(v >= 0.25)],
    less: [v => cast(less(v, 0.25), 'float32'), v => Number(v < 0.25)],
    equal: [v => cast(equal(v, 0.25), 'float32'), v => Number(v === 0.25)],
  };
  it('of functions are those of Math', async () => {
    const outputs = Object.fromEntries(Object.entries(functions).map(([name, [f]]) => [name, f(x)]));
    const results = await run(outputs, { x: float([values.length], values) }, [x]);
    const f32 = values.map(Math.fround);
    for (const [name, [, f]] of Object.entries(functions))
      close(
        results[name]!.data,
        f32.map(v => f(v) + 0),
        name,
      );
  });

  it('of softmax and logSoftmax do not overflow', async () => {
    const rows = input('x', [2, 3]);
    const results = await run(
      { p: softmax(rows), l: logSoftmax(rows) },
      { x: float([2, 3], [1000, 1001, 999, -5, 0, 5]) },
      [rows],
    );
    const expected = [
      [0, 1, -1],
      [-5, 0, 5],
    ].flatMap(row => {
      const total = row.reduce((s, v) => s + Math.exp(v), 0);
      return row.map(v => Math.exp(v) / total);
    });
    close(results.p!.data, expected, 'softmax');
    close(results.l!.data, expected.map(Math.log), 'logSoftmax', 2e-5);
  });

  it('of argmax are the first of equals, and oneHot and sizeOf follow', async () => {
    const rows = input('x', ['N', 3]);
    const labels = input('labels', ['N'], 'int32');
    const results = await run(
      { a: argmax(rows), o: oneHot(labels, 3), n: sizeOf('2*N') },
      { x: float([3, 3], [1, 5, 5, 2, 2, 2, 0, 1, 9]), labels: int([3], [2, 0, 1]) },
      [rows, labels],
    );
    assert.deepEqual(results.a!.data, Int32Array.of(1, 0, 2));
    assert.deepEqual(results.a!.dtype, 'int32');
    assert.deepEqual([...results.o!.data], [0, 0, 1, 1, 0, 0, 0, 1, 0]);
    assert.deepEqual([...results.n!.data], [6]);
  });

  it('of a truth value and of integers come out in their dtype', async () => {
    const ids = input('ids', [3], 'int32');
    const results = await run(
      { b: greater(ids, 1), s: sum(mul(ids, ids)), d: sub(ids, 5) },
      { ids: int([3], [0, 1, 2]) },
      [ids],
    );
    assert.deepEqual(results.b, { data: Uint8Array.of(0, 0, 1), shape: [3], dtype: 'bool' });
    assert.deepEqual([results.s!.dtype, ...results.s!.data], ['int32', 5]);
    assert.deepEqual([...results.d!.data], [-5, -4, -3]);
  });
});

describe('gradients at special places', () => {
  const at = async (f: (x: GraphNode) => GraphNode, points: number[]) => {
    const x = input('x', [points.length]);
    const [dx] = gradient(sum(f(x)), [x]);
    return [...(await run({ dx: dx! }, { x: float([points.length], points) }, [x])).dx!.data];
  };
  it('relu and abs have 0 at 0', async () => {
    assert.deepEqual(await at(relu, [-1, 0, 1]), [0, 0, 1]);
    assert.deepEqual(await at(abs, [-1, 0, 1]), [-1, 0, 1]);
  });
  it('softplus has ½ at 0 and no overflow far from it', async () =>
    close(await at(softplus, [0, 100, -100]), [0.5, 1, 0], 'softplus'));
  it('maximum and minimum give a tie to the first', async () => {
    assert.deepEqual(await at(x => maximum(x, constant([0, 0, 0])), [-1, 0, 1]), [0, 1, 1]);
    assert.deepEqual(await at(x => maximum(constant([0, 0, 0]), x), [-1, 0, 1]), [0, 0, 1]);
    assert.deepEqual(await at(x => minimum(x, constant([0, 0, 0])), [-1, 0, 1]), [1, 1, 0]);
  });
  it('pow has no NaN for a negative base and an even exponent', async () =>
    close(await at(x => pow(x, 4), [-2, 0, 2]), [-32, 0, 32], 'pow'));
});
