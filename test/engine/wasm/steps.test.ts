import assert from 'node:assert/strict';
import { wasmEngine } from '../../../src/engine/wasm';
import * as g from '../../../src/graph';
import type { Feeds, HostTensor } from '../../../src/spec';
import { float, int, noise } from '../helpers';
import { near } from './compare';

type Numbers = readonly number[];
type State = Readonly<Record<string, Numbers>>;

/** States that are vectors, what each becomes as nodes, and the same in plain JavaScript. */
interface Case {
  readonly name: string;
  readonly start: State;
  readonly next: (state: Record<string, g.GraphNode>, rate: g.GraphNode) => Record<string, g.GraphNode>;
  readonly plainly: (state: Record<string, Numbers>, rate: number) => State;
  /** what else is looked at in each step, in both ways */
  readonly seen?: (state: Record<string, g.GraphNode>) => g.GraphNode;
  readonly plainlySeen?: (state: Record<string, Numbers>) => Numbers;
}
const sum = (list: Numbers): number => list.reduce((total, v) => total + v, 0);
const five = [0.1, -0.4, 0.3, 0.7, -0.2];
const other = [0.5, 0.25, -0.75, 1, 2];

const CASES: readonly Case[] = [
  {
    name: 'two that swap',
    start: { a: five, b: other },
    next: ({ a, b }) => ({ a: b!, b: a! }),
    plainly: ({ a, b }) => ({ a: b!, b: a! }),
  },
  {
    name: 'three that go round, each a multiple of another',
    start: { a: five, b: other, c: [1, 2, 3, 4, 5] },
    next: ({ a, b, c }, rate) => ({ a: g.mul(b!, 0.5), b: g.add(c!, rate), c: g.mul(a!, rate) }),
    plainly: ({ a, b, c }, rate) => ({
      a: b!.map(v => v * 0.5),
      b: c!.map(v => v + rate),
      c: a!.map(v => v * rate),
    }),
  },
  {
    name: 'one that a sum, a product, a part and another state read before it is written over',
    start: { a: five, b: other },
    next: ({ a, b }, rate) => {
      const square5 = g.matmul(g.reshape(a!, [5, 1]), g.reshape(a!, [1, 5]));
      const read = g.add(g.sum(a!), g.add(g.max(square5), g.reshape(g.slice(a!, 0, 3, 4), [])));
      return { a: g.sub(g.mul(a!, 0.5), rate), b: g.mul(g.add(b!, read), 0.25) };
    },
    plainly: ({ a, b }, rate) => {
      const read = sum(a!) + Math.max(...a!.flatMap(v => a!.map(w => v * w))) + a![3]!;
      return { a: a!.map(v => v * 0.5 - rate), b: b!.map(v => (v + read) * 0.25) };
    },
  },
  {
    name: 'one that its own update reads in another place: turned, and summed up',
    start: { a: [1, 2, 3, 4].map(v => v / 8), b: [0] },
    next: ({ a, b }, rate) => {
      const turned = g.reshape(g.transpose(g.reshape(a!, [2, 2]), [1, 0]), [4]);
      return { a: g.mul(g.add(a!, g.mul(turned, 0.5)), rate), b: g.add(b!, g.sum(a!)) };
    },
    plainly: ({ a, b }, rate) => {
      const turned = [0, 2, 1, 3].map(i => a![i]!);
      return { a: a!.map((v, i) => (v + turned[i]! * 0.5) * rate), b: [b![0]! + sum(a!)] };
    },
  },
  {
    name: 'some that become a view, a number everywhere, another state, and what they are',
    start: { a: [1, 2, 3, 4], b: [5, 6, 7, 8], c: [9, 9, 9, 9], d: [1, 1, 2, 3], e: [4, 4, 4, 4] },
    next: ({ a, b, d, e }) => ({
      a: g.reshape(g.transpose(g.reshape(a!, [2, 2]), [1, 0]), [4]),
      b: g.full(0.25, [4]),
      c: b!,
      d: d!,
      e: g.concatenate([g.slice(e!, 0, 1, 4), g.slice(a!, 0, 0, 1)], 0),
    }),
    plainly: ({ a, b, d, e }) => ({
      a: [0, 2, 1, 3].map(i => a![i]!),
      b: [0.25, 0.25, 0.25, 0.25],
      c: b!,
      d: d!,
      e: [...e!.slice(1), a![0]!],
    }),
  },
  {
    name: 'several that become the same',
    start: { a: five, b: other, c: [0, 0, 0, 0, 0] },
    next: ({ a }, rate) => {
      const next = g.mul(g.add(a!, rate), 0.5);
      return { a: next, b: next, c: g.mul(next, 2) };
    },
    plainly: ({ a }, rate) => {
      const next = a!.map(v => (v + rate) * 0.5);
      return { a: next, b: next, c: next.map(v => v * 2) };
    },
  },
  {
    name: 'one that is told, and whose update reads only what is told',
    start: { a: five, b: other },
    next: ({ b }, rate) => ({ a: g.mul(b!, rate), b: g.add(b!, 1) }),
    plainly: ({ b }, rate) => ({ a: b!.map(v => v * rate), b: b!.map(v => v + 1) }),
    seen: ({ a, b }) => g.concatenate([a!, g.mul(b!, 2)], 0),
    plainlySeen: ({ a, b }) => [...a!, ...b!.map(v => v * 2)],
  },
];

const rates = [0.5, -0.25, 1, 0.125, 0.75, -0.5, 0.3].map(Math.fround);
const tensors = (state: State): Feeds =>
  Object.fromEntries(Object.entries(state).map(([name, data]) => [name, float([data.length], data)]));

describe('states of a step in WebAssembly', () => {
  for (const { name, start, next, plainly, seen, plainlySeen } of CASES)
    for (const K of [1, 7])
      it(`${name}: ${K} step${K > 1 ? 's' : ''} as in JavaScript`, async () => {
        const rate = g.input('rate', []);
        const states = Object.fromEntries(Object.entries(start).map(([n, data]) => [n, g.input(n, [data.length])]));
        const after = next(states, rate);
        const program = await wasmEngine.compileLoop({
          data: [],
          scalars: [rate],
          state: Object.entries(states).map(([n, input]) => ({ input, next: after[n]! })),
          outputs: { rate, ...(seen && { seen: seen(states) }) },
        });
        const feeds = { rate: float([K], rates.slice(0, K)), ...tensors(start) };
        const found = await program.run(feeds);
        let state: State = start;
        const looked: number[] = [];
        for (const r of rates.slice(0, K)) {
          looked.push(...(plainlySeen?.(state) ?? []));
          state = plainly(state, r);
        }
        for (const [n, wanted] of Object.entries(tensors(state))) near(found[n]!, wanted, 1e-6, n);
        near(found.rate!, feeds.rate, 0, 'rate');
        if (seen) near(found.seen!, float([K, looked.length / K], looked), 1e-6, 'seen');
        await program.dispose();
      });

  it('batches of many sizes, in any order, share states, weights and constants in one program', async () => {
    const x = g.input('x', ['N', 3]);
    const [w, count] = [g.input('w', [3, 2]), g.input('count', [], 'int32')];
    const table = g.constant([0.5, 2, -1, 3, 1, -2], [3, 2]);
    const y = g.matmul(x, g.mul(w, table));
    const step: g.StepGraph = {
      data: [x],
      scalars: [],
      state: [
        { input: w, next: g.sub(w, g.mul(g.matmul(x, y, { transposeA: true }), 0.01)) },
        { input: count, next: g.add(count, 1) },
      ],
      outputs: { loss: g.sum(g.square(y)), rows: g.sizeOf('N') },
    };
    const program = await wasmEngine.compileLoop(step);
    let state: Feeds = { w: noise([3, 2], 1), count: int([], [0]) };
    const plain = [...state.w!.data];
    const factors = [0.5, 2, -1, 3, 1, -2];
    let steps = 0;
    // more sizes than modules are kept, small ones after large ones and again
    for (const [K, N] of [
      [2, 5],
      [1, 3],
      [3, 40],
      [1, 1],
      [2, 2],
      [1, 40],
      [4, 6],
      [1, 7],
      [2, 5],
      [1, 1],
    ] as const) {
      const data = noise([K, N, 3], 10 * K + N);
      const found = await program.run({ x: data, ...state });
      for (let k = 0; k < K; k++) {
        const slope = new Array<number>(6).fill(0);
        let loss = 0;
        const effective = plain.map((v, i) => v * factors[i]!);
        for (let row = 0; row < N; row++)
          for (const j of [0, 1]) {
            const at = (i: number) => data.data[(k * N + row) * 3 + i]!;
            const value = [0, 1, 2].reduce((total, i) => total + at(i) * effective[i * 2 + j]!, 0);
            loss += value * value;
            for (const i of [0, 1, 2]) slope[i * 2 + j]! += at(i) * value;
          }
        slope.forEach((v, i) => {
          plain[i]! -= 0.01 * v;
        });
        assert.ok(Math.abs(found.loss!.data[k]! - loss) <= 1e-5 * Math.max(1, loss), `${found.loss!.data[k]}, ${loss}`);
        assert.equal(found.rows!.data[k], N);
      }
      steps += K;
      near(found.w!, float([3, 2], plain), 1e-5, `w after ${steps} steps`);
      assert.deepEqual(found.count, int([], [steps]));
      state = { w: found.w!, count: found.count! };
    }
    await program.dispose();
  });

  it('takes what is so small that it would be denormal for zero, and infinities and NaN as they are', async () => {
    const [s, rate] = [g.input('s', [9]), g.input('rate', [])];
    const program = await wasmEngine.compileLoop({
      data: [],
      scalars: [rate],
      state: [{ input: s, next: g.mul(s, rate) }],
      outputs: { was: s },
    });
    const values = [2 ** -149, -(2 ** -140), 2 ** -126, -(2 ** -110), 1e-20, -1, Infinity, -Infinity, NaN];
    const found = await program.run({ s: float([9], values), rate: float([2], [1, 2]) });
    const plus = (v: HostTensor, from: number) => [...v.data.slice(from, from + 9)].map(v => v + 0); // −0 is 0
    const kept = values.map(v => (Math.abs(v) < 2 ** -107 ? 0 : Math.fround(v)));
    assert.deepEqual(plus(found.was!, 0), kept);
    assert.deepEqual(
      plus(found.s!, 0),
      kept.map(v => v * 2),
    );
    await program.dispose();
  });

  it('no step and no row leave states as they are, and give nothing else', async () => {
    const [x, s, rate] = [g.input('x', ['N', 3]), g.input('s', [3]), g.input('rate', [])];
    const turned = g.reshape(g.transpose(x, [1, 0]), ['3*N']);
    const program = await wasmEngine.compileLoop({
      data: [x],
      scalars: [rate],
      state: [{ input: s, next: g.add(g.add(s, rate), g.sum(x, [0])) }],
      outputs: { turned },
    });
    const start = float([3], [1, 2, 3]);
    const none = await program.run({ s: start, rate: float([0], []), x: float([0, 2, 3], []) });
    assert.deepEqual(none, { s: start, turned: float([0, 6], []) });
    const empty = await program.run({ s: start, rate: float([2], [1, 1]), x: float([2, 0, 3], []) });
    assert.deepEqual(empty, { s: float([3], [3, 4, 5]), turned: float([2, 0], []) });
    await program.dispose();
  });

  it('gives back results that later runs leave alone', async () => {
    const [s, rate] = [g.input('s', [3]), g.input('rate', [])];
    const program = await wasmEngine.compileLoop({
      data: [],
      scalars: [rate],
      state: [{ input: s, next: g.add(s, rate) }],
      outputs: { twice: g.mul(s, 2) },
    });
    const first = await program.run({ s: float([3], [1, 2, 3]), rate: float([2], [1, 1]) });
    // so many steps that the memory has to grow, which takes the old one away
    const many = await program.run({ s: first.s!, rate: float([50_000], new Array(50_000).fill(1)) });
    assert.deepEqual(
      [[...first.s!.data], [...first.twice!.data]],
      [
        [3, 4, 5],
        [2, 4, 6, 4, 6, 8],
      ],
    );
    assert.deepEqual([...many.s!.data], [50_003, 50_004, 50_005]);
    assert.deepEqual([...many.twice!.data.slice(-3)], [2 * 50_002, 2 * 50_003, 2 * 50_004]);
    await program.dispose();
  });
});
