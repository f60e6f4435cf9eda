import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wasmEngine } from '../../../src/engine/wasm';
import * as g from '../../../src/graph';
import type { HostTensor } from '../../../src/spec';
import { at, build, type Plain, reduce } from '../../graph/reference';
import { float, int } from '../helpers';
import { near } from './compare';

const bool = (shape: readonly number[], values: ArrayLike<number>): HostTensor => ({
  data: Uint8Array.from(values),
  shape,
  dtype: 'bool',
});
const of = { float32: float, int32: int, bool };

/** Ops of whole and broken numbers with what JavaScript has for them. */
const BINARY = {
  add: [g.add, (a: number, b: number) => a + b],
  sub: [g.sub, (a: number, b: number) => a - b],
  mul: [g.mul, (a: number, b: number) => a * b],
  maximum: [g.maximum, (a: number, b: number) => Math.max(a, b)],
  minimum: [g.minimum, (a: number, b: number) => Math.min(a, b)],
  greater: [g.greater, (a: number, b: number) => Number(a > b)],
  greaterEqual: [g.greaterEqual, (a: number, b: number) => Number(a >= b)],
  less: [g.less, (a: number, b: number) => Number(a < b)],
  equal: [g.equal, (a: number, b: number) => Number(a === b)],
} as const;
const UNARY = {
  neg: [g.neg, (a: number) => 0 - a],
  abs: [g.abs, Math.abs],
  sign: [g.sign, Math.sign],
  toFloat: [(x: g.GraphNode) => g.cast(x, 'float32'), (a: number) => a],
  toInt: [(x: g.GraphNode) => g.cast(x, 'int32'), Math.trunc],
  toBool: [(x: g.GraphNode) => g.cast(x, 'bool'), (a: number) => Number(a !== 0)],
  andBack: [(x: g.GraphNode) => g.cast(g.logicalNot(g.cast(x, 'bool')), 'int32'), (a: number) => Number(a === 0)],
} as const;

/** Few numbers, so that equal ones meet; quarters, which are exact in float32. */
const numbers = (length: number, seed: number, dtype: 'float32' | 'int32'): number[] =>
  Array.from(g.hashUniform(length, seed), u => Math.floor(u * 9 - 4) * (dtype === 'int32' ? 1 : 0.25));
const plain = (shape: readonly number[], seed: number, dtype: 'float32' | 'int32'): Plain => ({
  shape,
  data: numbers(
    shape.reduce((a, b) => a * b, 1),
    seed,
    dtype,
  ),
});

const dims = fc.integer({ min: 1, max: 9 });
const pairs = fc.array(fc.tuple(dims, fc.constantFrom(0, 1, 2)), { maxLength: 3 });

describe('numbers one by one and many to one in WebAssembly', () => {
  for (const dtype of ['float32', 'int32'] as const) {
    it(`${dtype}: what ops of one and of two give is what JavaScript gives, broadcast and turned`, async () => {
      await fc.assert(
        fc.asyncProperty(pairs, fc.boolean(), async (axes, turned) => {
          // an axis is there for both, or stretched for one of them
          const [sa, sb] = [1, 2].map(own => axes.map(([d, stretched]) => (stretched === own ? 1 : d)));
          const shape = axes.map(([d]) => d);
          const [a, b] = [plain(sa!, 1, dtype), plain(sb!, 2, dtype)];
          const perm = shape.map((_, i) => shape.length - 1 - i);
          const lying = build(turned ? perm.map(p => sa![p]!) : sa!, i => at(a, turned ? [...i].reverse() : i));
          const [x, y, c] = [g.input('x', lying.shape, dtype), g.input('y', sb!, dtype), g.input('c', sb!, 'bool')];
          const view = turned ? g.transpose(x, perm) : x;
          const outputs = {
            ...Object.fromEntries(Object.entries(BINARY).map(([name, [op]]) => [name, op(view, y)])),
            ...Object.fromEntries(Object.entries(UNARY).map(([name, [op]]) => [name, op(view)])),
            where: g.where(c, view, y),
          };
          const program = await wasmEngine.compile({ inputs: [x, y, c], outputs });
          const chosen = b.data.map(v => Number(v > 0));
          const found = await program.run({
            x: of[dtype](lying.shape, lying.data),
            y: of[dtype](sb!, b.data),
            c: bool(sb!, chosen),
          });
          await program.dispose();
          const check = (name: string, wanted: Plain): void => {
            const { shape, data } = wanted;
            near(found[name]!, of[found[name]!.dtype](shape, data), 0, name);
          };
          for (const [name, [, f]] of Object.entries(BINARY))
            check(
              name,
              build(shape, i => f(at(a, i), at(b, i))),
            );
          for (const [name, [, f]] of Object.entries(UNARY))
            check(
              name,
              build(sa!, i => f(at(a, i))),
            );
          check(
            'where',
            build(shape, i => (at({ shape: sb!, data: chosen }, i) ? at(a, i) : at(b, i))),
          );
        }),
        { numRuns: 40 },
      );
    });

    it(`${dtype}: sums, largest and smallest along any axes of a view, with what is computed in their loops`, async () => {
      const some = fc.record({
        shape: fc.array(fc.oneof({ weight: 4, arbitrary: dims }, fc.constantFrom(16, 17, 35)), {
          minLength: 1,
          maxLength: 3,
        }),
        bits: fc.nat(7),
        turn: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(some, async ({ shape, bits, turn }) => {
          const axes = shape.flatMap((_, i) => ((bits >> i) & 1 ? [i] : []));
          const perm = shape.map((_, i) => (turn ? (i + 1) % shape.length : i));
          const x = g.input('x', shape, dtype);
          const view = g.transpose(x, perm);
          const ops = { sum: g.sum, max: g.max, min: g.min };
          const entries = Object.entries(ops).flatMap(([name, op]) => [
            [name, op(view, axes, true)] as const,
            [`${name} of`, op(g.sub(g.mul(view, view), 3), axes, true)] as const,
          ]);
          const program = await wasmEngine.compile({ inputs: [x], outputs: Object.fromEntries(entries) });
          const lying = plain(shape, 3, dtype);
          const found = await program.run({ x: of[dtype](shape, lying.data) });
          await program.dispose();
          const seen = build(
            perm.map(p => shape[p]!),
            i =>
              at(
                lying,
                shape.map((_, axis) => i[perm.indexOf(axis)]!),
              ),
          );
          const fs = {
            sum: (v: number[]) => v.reduce((s, e) => s + e, 0),
            max: (v: number[]) => Math.max(...v),
            min: (v: number[]) => Math.min(...v),
          };
          for (const [name, f] of Object.entries(fs))
            for (const [what, from] of [
              [name, seen],
              [`${name} of`, { ...seen, data: seen.data.map(v => v * v - 3) }],
            ] as const) {
              const wanted = reduce(from, axes, f);
              near(found[what]!, of[dtype](wanted.shape, wanted.data), 0, what);
            }
        }),
        { numRuns: 60 },
      );
    });
  }

  it('what is no number stays so in a largest and a smallest, wherever it lies', async () => {
    for (let length = 1; length <= 9; length++) {
      const x = g.input('x', ['N', length]);
      const outputs = { max: g.max(x, [1]), min: g.min(x, [1]), columns: g.max(g.transpose(x, [1, 0]), [0]) };
      const program = await wasmEngine.compile({ inputs: [x], outputs });
      const rows = build([length, length], ([i, j]) => (i === j ? NaN : j!));
      for (const { data } of Object.values(await program.run({ x: float(rows.shape, rows.data) })))
        assert.ok(data.every(Number.isNaN), `${length}: ${data}`);
      await program.dispose();
    }
  });

  it('random numbers are those of the hash, however many', async () => {
    const key = g.input('key', [], 'int32');
    const lengths = [1, 2, 3, 4, 5, 7, 8, 9, 100];
    const outputs = Object.fromEntries(lengths.map(n => [String(n), g.random([n], key)]));
    const program = await wasmEngine.compile({ inputs: [key], outputs });
    for (const value of [0, 1, -1, 2 ** 31 - 1, 123456789]) {
      const found = await program.run({ key: int([], [value]) });
      for (const n of lengths) assert.deepEqual([...found[n]!.data], [...g.hashUniform(n, value)]);
    }
    await program.dispose();
  });
});
