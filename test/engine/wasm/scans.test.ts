import assert from 'node:assert/strict';
import { wasmEngine } from '../../../src/engine/wasm';
import * as g from '../../../src/graph';
import { Body, type GraphNode } from '../../../src/graph';
import { float, int, noise } from '../helpers';
import { near } from './compare';

type Rows = readonly (readonly number[])[];
/** A [length, width] tensor as rows. */
const rowsOf = (data: ArrayLike<number>, width: number): number[][] =>
  Array.from({ length: data.length / width }, (_, i) => Array.from(data).slice(i * width, (i + 1) * width));
const flat = (rows: Rows, shape: readonly number[]) => float(shape, rows.flat());

/** h ← step(h, x) along the rows, in either direction: the last state, and all states before and after a step. */
function along(
  rows: Rows,
  start: readonly number[],
  reverse: boolean,
  step: (h: number, x: number, i: number) => number,
) {
  const [before, after]: number[][][] = [[], []];
  let h = start;
  for (let k = 0; k < rows.length; k++) {
    const at = reverse ? rows.length - 1 - k : k;
    before![at] = [...h];
    h = h.map((v, i) => step(v, rows[at]![i]!, i));
    after![at] = [...h];
  }
  return { last: [...h], before: before!, after: after! };
}

describe('scans in WebAssembly', () => {
  for (const reverse of [false, true])
    for (const length of [1, 2, 5])
      it(`${reverse ? 'backwards' : 'forwards'} over ${length}: results that are the state before, after, both, or twice the same`, async () => {
        const [xs, h0] = [g.input('xs', [length, 3]), g.input('h0', [3])];
        const { carry, outputs } = g.scan(
          ([h], [x]) => {
            const next = g.add(g.mul(h!, 0.5), x!);
            return { carry: [next], outputs: [h!, next, next, g.mul(h!, next), x!] };
          },
          [h0],
          [xs],
          { reverse },
        );
        const [before, after, again, both, element] = outputs as [
          GraphNode,
          GraphNode,
          GraphNode,
          GraphNode,
          GraphNode,
        ];
        const graph = { inputs: [xs, h0], outputs: { last: carry[0]!, before, after, again, both, element } };
        const program = await wasmEngine.compile(graph);
        const [data, start] = [noise([length, 3], 4), noise([3], 5)];
        const found = await program.run({ xs: data, h0: start });
        const wanted = along(rowsOf(data.data, 3), [...start.data], reverse, (h, x) => h * 0.5 + x);
        const products = wanted.before.map((row, i) => row.map((v, j) => v * wanted.after[i]![j]!));
        near(found.last!, float([3], wanted.last), 1e-6, 'last');
        near(found.before!, flat(wanted.before, [length, 3]), 1e-6, 'before');
        for (const name of ['after', 'again']) near(found[name]!, flat(wanted.after, [length, 3]), 1e-6, name);
        near(found.both!, flat(products, [length, 3]), 1e-6, 'both');
        near(found.element!, data, 0, 'element');
        await program.dispose();
      });

  it('a body that has one node twice among its results, and its state and an element among them', async () => {
    const [h, x] = [g.input('carry', [2]), g.input('element', [2])];
    const next = g.add(h, x);
    const body = new Body({ carry: [h], elements: [x], captures: [], next: [next], results: [next, h, next, x] });
    const [h0, xs] = [g.input('h0', [2]), g.input('xs', [3, 2])];
    const scan = g.make(g.ops.scan, [h0, xs], { body, length: 3, reverse: false });
    const outputs = Object.fromEntries([0, 1, 2, 3, 4].map(i => [`r${i}`, g.pick(scan, i)]));
    const program = await wasmEngine.compile({ inputs: [h0, xs], outputs });
    const found = await program.run({ h0: float([2], [10, 20]), xs: float([3, 2], [1, 2, 3, 4, 5, 6]) });
    assert.deepEqual(
      Object.values(found).map(({ data }) => [...data]),
      [
        [19, 32],
        [11, 22, 14, 26, 19, 32],
        [10, 20, 11, 22, 14, 26],
        [11, 22, 14, 26, 19, 32],
        [1, 2, 3, 4, 5, 6],
      ],
    );
    await program.dispose();
  });

  it('states that swap, that stay, and that become the same, beside one of another shape', async () => {
    const xs = g.input('xs', [4, 2]);
    const starts = [
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
    ];
    const { carry, outputs } = g.withSharing(() =>
      g.scan(
        ([a, b, c, d, e], [x]) => {
          const next = g.add(g.mul(a!, 0.5), x!);
          return { carry: [b!, a!, next, next, g.add(e!, g.sum(d!))], outputs: [g.add(c!, d!)] };
        },
        [...starts.map(v => g.constant(v)), g.constant(0)],
        [xs],
      ),
    );
    const program = await wasmEngine.compile({
      inputs: [xs],
      outputs: { ...Object.fromEntries(carry.map((c, i) => [`c${i}`, c])), sums: outputs[0]! },
    });
    const data = noise([4, 2], 6);
    const found = await program.run({ xs: data });
    let [a, b, c, d, e] = [...starts, [0]] as number[][];
    const sums: number[] = [];
    for (const x of rowsOf(data.data, 2)) {
      sums.push(...c!.map((v, i) => v + d![i]!));
      const next = a!.map((v, i) => v * 0.5 + x[i]!);
      e = [e![0]! + d![0]! + d![1]!];
      [a, b, c, d] = [b, a, next, next];
    }
    for (const [i, wanted] of [a, b, c, d].entries()) near(found[`c${i}`]!, float([2], wanted!), 1e-6, `state ${i}`);
    near(found.c4!, float([], e!), 1e-6, 'the sum');
    near(found.sums!, float([4, 2], sums), 1e-6, 'sums');
    await program.dispose();
  });

  it('along the batch, whose length is known when data come', async () => {
    const xs = g.input('xs', ['N', 2]);
    const { carry, outputs } = g.scan(
      ([h], [x]) => {
        const next = g.mul(g.add(h!, x!), 0.5);
        return { carry: [next], outputs: [next] };
      },
      [g.full(0, [2])],
      [xs],
    );
    const program = await wasmEngine.compile({ inputs: [xs], outputs: { last: carry[0]!, all: outputs[0]! } });
    for (const N of [3, 1, 6, 3]) {
      const data = noise([N, 2], N);
      const found = await program.run({ xs: data });
      const wanted = along(rowsOf(data.data, 2), [0, 0], false, (h, x) => (h + x) * 0.5);
      near(found.last!, float([2], wanted.last), 1e-6, `N = ${N}`);
      near(found.all!, flat(wanted.after, [N, 2]), 1e-6, `N = ${N}`);
    }
    await program.dispose();
  });

  it('in one another, three deep, in directions of their own, with what the outer ones have', async () => {
    const [xs, w] = [g.input('xs', [2, 3, 4, 2]), g.input('w', [2, 2])];
    const run = (h0: GraphNode, x: GraphNode, depth: number): { carry: GraphNode[]; outputs: GraphNode[] } =>
      g.scan(
        ([h], [e]) => {
          if (depth === 2) {
            const next = g.tanh(g.add(g.matmul(h!, w, { transposeB: true }), g.mul(e!, h0)));
            return { carry: [next], outputs: [next] };
          }
          const inner = run(h!, e!, depth + 1);
          return { carry: [g.mul(inner.carry[0]!, 0.5)], outputs: [inner.outputs[0]!] };
        },
        [h0],
        [x],
        { reverse: depth % 2 === 1 },
      );
    const h0 = g.input('h0', [1, 2]);
    // elements [1, 2] need their axis of length 1
    const { carry, outputs } = run(h0, g.reshape(xs, [2, 3, 4, 1, 2]), 0);
    const program = await wasmEngine.compile({ inputs: [xs, w, h0], outputs: { last: carry[0]!, all: outputs[0]! } });
    const [data, weights, start] = [noise([2, 3, 4, 2], 1), noise([2, 2], 2), noise([1, 2], 3)];
    const found = await program.run({ xs: data, w: weights, h0: start });

    const all = new Array<number>(48).fill(0);
    const [w0, w1, w2, w3] = weights.data as unknown as [number, number, number, number];
    const lengths = [2, 3, 4];
    const plainly = (h: readonly number[], at: number, depth: number): number[] => {
      let now = [...h];
      for (let k = 0; k < lengths[depth]!; k++) {
        const i = at * lengths[depth]! + (depth % 2 === 1 ? lengths[depth]! - 1 - k : k);
        if (depth < 2) now = plainly(now, i, depth + 1).map(v => v * 0.5);
        else {
          const [p, q] = now as [number, number];
          const [x, y] = [data.data[2 * i]!, data.data[2 * i + 1]!];
          now = [Math.tanh(w0 * p + w1 * q + x * h[0]!), Math.tanh(w2 * p + w3 * q + y * h[1]!)];
          [all[2 * i], all[2 * i + 1]] = now as [number, number];
        }
      }
      return now;
    };
    near(found.last!, float([1, 2], plainly([...start.data], 0, 0)), 1e-5, 'last');
    near(found.all!, float([2, 3, 4, 1, 2], all), 1e-5, 'all');
    await program.dispose();
  });

  it('over sequences that are views, one number everywhere, and parts of one another', async () => {
    const xs = g.input('xs', [3, 8]);
    const turned = g.transpose(xs, [1, 0]); // [8, 3], of which every element lies apart
    const { carry, outputs } = g.scan(
      ([h], [a, b, c]) => {
        const next = g.add(g.mul(h!, c!), g.sub(a!, g.mul(b!, 0.25)));
        return { carry: [next], outputs: [next] };
      },
      [g.full(1, [3])],
      [g.slice(turned, 0, 0, 5), g.slice(turned, 0, 3, 8), g.full(0.5, [5])],
      { reverse: true },
    );
    const program = await wasmEngine.compile({ inputs: [xs], outputs: { last: carry[0]!, all: outputs[0]! } });
    const data = noise([3, 8], 9);
    const found = await program.run({ xs: data });
    const at = (k: number, i: number) => data.data[i * 8 + k]!;
    const rows = [0, 1, 2, 3, 4].map(k => [0, 1, 2].map(i => at(k, i) - 0.25 * at(k + 3, i)));
    const wanted = along(rows, [1, 1, 1], true, (h, x) => h * 0.5 + x);
    near(found.last!, float([3], wanted.last), 1e-6, 'last');
    near(found.all!, flat(wanted.after, [5, 3]), 1e-6, 'all');
    await program.dispose();
  });

  it('of a body without a state: rows that are chosen, the largest, random numbers and their keys', async () => {
    const [xs, steps, table] = [g.input('xs', [3, 4]), g.input('steps', [3], 'int32'), g.input('table', [4, 2])];
    const { outputs } = g.scan(
      (_, [x, step]) => {
        const [at, key] = [g.argmax(x!), g.randomKey(step!, 7)];
        return { carry: [], outputs: [at, g.gather(table, at), key, g.random([5], key)] };
      },
      [],
      [xs, steps],
    );
    const keys = g.scan((_, [step]) => ({ carry: [], outputs: [g.randomKey(step!, 8)] }), [], [steps]).outputs[0]!;
    const program = await wasmEngine.compile({
      inputs: [xs, steps, table],
      outputs: { at: outputs[0]!, rows: outputs[1]!, key: outputs[2]!, random: outputs[3]!, keys },
    });
    const [data, rows] = [noise([3, 4], 3), noise([4, 2], 4)];
    const found = await program.run({ xs: data, steps: int([3], [5, 6, 7]), table: rows });
    const largest = rowsOf(data.data, 4).map(row => row.indexOf(Math.max(...row)));
    assert.deepEqual(found.at, int([3], largest));
    assert.deepEqual(
      [...found.rows!.data],
      largest.flatMap(i => [...rows.data.slice(2 * i, 2 * i + 2)]),
    );
    const key = (salt: number) => [5, 6, 7].map(step => g.mixKey(step, salt) | 0);
    assert.deepEqual([...found.key!.data], key(7));
    assert.deepEqual([...found.keys!.data], key(8));
    assert.deepEqual(
      [...found.random!.data],
      key(7).flatMap(k => [...g.hashUniform(5, k)]),
    );
    await program.dispose();
  });

  it('a wrong index inside one is an error, and the program goes on', async () => {
    const [xs, table] = [g.input('xs', [3], 'int32'), g.input('table', [4, 2])];
    const { carry } = g.scan(
      ([h], [x]) => ({ carry: [g.add(g.mul(h!, 0.5), g.gather(table, x!))] }),
      [g.full(0, [2])],
      [xs],
    );
    const program = await wasmEngine.compile({ inputs: [xs, table], outputs: { last: carry[0]! } });
    const feeds = (...indices: number[]) => ({ xs: int([3], indices), table: float([4, 2], [1, 2, 3, 4, 5, 6, 7, 8]) });
    await assert.rejects(program.run(feeds(0, 4, 1)), /gather: index 4 is not one of 4 rows/);
    const { last } = await program.run(feeds(0, 3, 1));
    assert.deepEqual([...last!.data], [0.25 + 3.5 + 3, 0.5 + 4 + 4]);
    await program.dispose();
  });
});
