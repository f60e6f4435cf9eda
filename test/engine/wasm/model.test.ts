import assert from 'node:assert/strict';
import { openModel, wasmEngine } from '../../../src/engine/wasm';
import { runOnce } from '../../../src/engine/wasm/compile';
import { foldWeights } from '../../../src/engine/wasm/fold-weights';
import {
  add,
  div,
  type Graph,
  input,
  matmul,
  max,
  mul,
  relu,
  sqrt,
  sum,
  topological,
  transpose,
  withSharing,
} from '../../../src/graph';
import type { HostTensor } from '../../../src/spec';
import { float, noise } from '../../graph/numbers';

/** Two Dense layers and a scale as batch normalization has it: γ / √(variance + ε) depends on weights alone. */
function network(): { graph: Graph; weights: Record<string, HostTensor> } {
  return withSharing(() => {
    const [x, w, v] = [input('x', ['N', 5]), input('w', [7, 5]), input('v', [7, 3])];
    const [gamma, variance] = [input('gamma', [7]), input('variance', [7])];
    const hidden = relu(mul(matmul(x, transpose(w, [1, 0])), div(gamma, sqrt(add(variance, 1e-3)))));
    const y = matmul(hidden, v);
    const weights = {
      w: float([7, 5], noise(35, 1)),
      v: float([7, 3], noise(21, 2)),
      gamma: float([7], noise(7, 3)),
      variance: float(
        [7],
        noise(7, 4).map(value => value * value),
      ),
    };
    return { graph: { inputs: [x, w, v, gamma, variance], outputs: { y } }, weights };
  });
}

/** The same in plain loops. */
function expected(x: ArrayLike<number>, rows: number, { w, v, gamma, variance }: Record<string, HostTensor>): number[] {
  return Array.from({ length: rows }, (_, row) => {
    const hidden = Array.from({ length: 7 }, (_, h) => {
      let total = 0;
      for (let i = 0; i < 5; i++) total += x[row * 5 + i]! * w!.data[h * 5 + i]!;
      return Math.max(0, (total * gamma!.data[h]!) / Math.sqrt(variance!.data[h]! + 1e-3));
    });
    return Array.from({ length: 3 }, (_, o) => hidden.reduce((s, value, h) => s + value * v!.data[h * 3 + o]!, 0));
  }).flat();
}

describe('a model opened on WebAssembly', () => {
  for (const rows of [1, 2, 3, 37, 64, 65, 200])
    it(`answers ${rows} ${rows === 1 ? 'row' : 'rows'}, in pieces of powers of two`, async () => {
      const { graph, weights } = network();
      const program = openModel(graph, weights);
      const x = float([rows, 5], noise(rows * 5, rows));
      const { y } = await program.run({ x });
      assert.deepEqual([y!.shape, y!.dtype], [[rows, 3], 'float32']);
      expected(x.data, rows, weights).forEach((value, i) => {
        assert.ok(Math.abs(y!.data[i]! - value) < 1e-5 * Math.max(1, Math.abs(value)), `number ${i}`);
      });
      await program.dispose();
    });

  it('answers no rows at all', async () => {
    const { graph, weights } = network();
    const { y } = await openModel(graph, weights).run({ x: float([0, 5], []) });
    assert.deepEqual([[...y!.data], y!.shape], [[], [0, 3]]);
  });

  it('says which input is wrong, and how', async () => {
    const { graph, weights } = network();
    const program = openModel(graph, weights);
    await assert.rejects(program.run({}), /input "x" is missing/);
    await assert.rejects(
      program.run({ x: float([2, 4], noise(8, 1)) }),
      /input "x": shape must be \[N, 5\], received \[2, 4\]/,
    );
    await assert.rejects(
      program.run({ x: float([2, 5], noise(9, 1)) }),
      /input "x": data must be 10 numbers, received 9/,
    );
  });

  it('computes once what depends on weights alone', () => {
    const { graph, weights } = network();
    const { graph: left, weights: all } = foldWeights(graph, weights, runOnce);
    const ops = topological(Object.values(left.outputs)).map(node => node.op.name);
    assert.deepEqual(
      ops.filter(op => op === 'sqrt' || op === 'div' || op === 'transpose'),
      [],
    );
    assert.equal('variance' in all, false);
    assert.ok('v' in all);
  });

  it('runs a graph whose rows belong together as one', async () => {
    const { graph, weights } = withSharing(() => {
      const x = input('x', ['N', 2]);
      return { graph: { inputs: [x], outputs: { total: sum(x), most: max(x, [0]) } }, weights: {} };
    });
    const { total, most } = await openModel(graph, weights).run({ x: float([3, 2], [1, 2, 3, 4, 5, -6]) });
    assert.deepEqual([[...total!.data], [...most!.data]], [[9], [5, 4]]);
  });
});

describe('memory on WebAssembly', () => {
  it('says how much would be needed where that is too much, and goes on', async () => {
    const width = 2 ** 20;
    const graph = withSharing(() => {
      const [x, w] = [input('x', ['N', 1]), input('w', [1, width])];
      return { inputs: [x, w], outputs: { y: sum(matmul(x, w), [1]) } };
    });
    const program = await wasmEngine.compile(graph, { w: float([1, width], new Float32Array(width).fill(1)) });
    const run = (rows: number) => program.run({ x: float([rows, 1], new Float32Array(rows).fill(2)) });
    await assert.rejects(run(2048), /^engine wasm: needs 8\.\d GB, and WebAssembly has 4 at most/);
    assert.deepEqual([...(await run(2)).y!.data], [2 * width, 2 * width]);
  });
});
