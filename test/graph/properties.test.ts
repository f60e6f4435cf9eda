import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  add,
  broadcast,
  concatenate,
  type Dim,
  evaluate,
  type GraphNode,
  gather,
  input,
  matmul,
  max,
  mean,
  pad,
  reduceTo,
  reshape,
  type Shape,
  scatterAdd,
  size,
  slice,
  split,
  sum,
  transpose,
} from '../../src/graph';
import { testEngine } from '../engines';
import { count, float, int, noise } from './numbers';
import { at, build, indices, type Plain, reduce } from './reference';

/** For random shapes: the shape rule agrees with the engine, and the numbers with plain loops. */
const RUNS = 25;

const dims = fc.integer({ min: 1, max: 4 });
const shapes = (minLength: number, maxLength = 4) => fc.array(dims, { minLength, maxLength });
const plain = (shape: readonly number[], seed = 1): Plain => ({
  shape,
  data: Array.from(new Float32Array(noise(count(shape), seed))),
});

/** Runs `call` on inputs of which dimensions may be said to be N, and compares with the expected tensor. */
async function same(
  xs: readonly Plain[],
  call: (...nodes: GraphNode[]) => GraphNode,
  expected: Plain,
  symbolic?: readonly Shape[],
) {
  const nodes = xs.map((x, i) => input(`x${i}`, symbolic?.[i] ?? x.shape));
  const y = call(...nodes);
  const program = await (await testEngine()).compile({ inputs: nodes, outputs: { y } });
  const feeds = Object.fromEntries(xs.map((x, i) => [`x${i}`, float(x.shape, x.data)]));
  const result = (await program.run(feeds)).y!;
  await program.dispose();
  const N =
    xs.flatMap((x, i) => (symbolic?.[i] ?? []).flatMap((d, axis) => (d === 'N' ? [x.shape[axis]!] : [])))[0] ?? 1;
  assert.deepEqual(
    y.shape.map(d => evaluate(d, N)),
    [...result.shape],
    'shape rule',
  );
  assert.deepEqual([...result.shape], [...expected.shape], 'shape of plain loops');
  for (const [i, v] of expected.data.entries()) {
    const error = Math.abs(v - result.data[i]!);
    assert.ok(error < 1e-5 * (1 + Math.abs(v)), `element ${i}: ${result.data[i]}, expected ${v}`);
  }
}

const property = <T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => Promise<void>) =>
  fc.assert(fc.asyncProperty(arbitrary, check), { numRuns: RUNS });

/** The axis as N where it is said so. */
const withBatch = (shape: readonly number[], axis: number | null): Dim[] => shape.map((d, i) => (i === axis ? 'N' : d));

/** Two shapes that broadcast: one, and a tail of it with some dimensions 1. */
const pairs = shapes(0).chain(full =>
  fc
    .tuple(
      fc.constant(full),
      fc.integer({ min: 0, max: full.length }),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    )
    .map(([shape, cut, ones, others]) => {
      const a = shape.map((d, i) => (ones[i] ? 1 : d));
      const b = shape.map((d, i) => (others[i] ? 1 : d)).slice(cut);
      return [a, b] as const;
    }),
);

describe('shape rules and numbers, for shapes at random', () => {
  it('broadcasting', () =>
    property(pairs, async ([a, b]) => {
      const [x, y] = [plain(a, 1), plain(b, 2)];
      const shape = broadcast(a, b) as number[];
      await same(
        [x, y],
        (p, q) => add(p!, q!),
        build(shape, i => at(x, i) + at(y, i)),
      );
    }));

  it('reduceTo undoes broadcasting', () =>
    property(pairs, async ([a, b]) => {
      const full = broadcast(a, b) as number[];
      const dy = plain(full, 3);
      const lead = full.length - b.length;
      const axes = full.map((_, i) => i).filter(i => i < lead || (b[i - lead] === 1 && full[i] !== 1));
      const sums = reduce(dy, axes, values => values.reduce((s, v) => s + v, 0));
      await same([dy], x => reduceTo(x!, b), { shape: b, data: sums.data });
    }));

  const reductions = shapes(1).chain(shape =>
    fc.record({
      shape: fc.constant(shape),
      axes: fc.subarray(
        shape.map((_, i) => i),
        { minLength: 0 },
      ),
      keepDims: fc.boolean(),
      batch: fc.option(fc.nat(shape.length - 1)),
    }),
  );
  const reductionOf = (
    op: (x: GraphNode, axes: number[], keepDims: boolean) => GraphNode,
    f: (values: number[]) => number,
  ) =>
    property(reductions, async ({ shape, axes, keepDims, batch }) => {
      const x = plain(shape);
      const kept = reduce(x, axes, f);
      const dropped = { shape: shape.filter((_, i) => !axes.includes(i)), data: kept.data };
      const y = (n: GraphNode) =>
        op(
          n,
          axes.map(a => a - shape.length),
          keepDims,
        );
      await same([x], n => y(n!), keepDims ? kept : dropped, [withBatch(shape, batch)]);
    });
  it('sum', () => reductionOf(sum, v => v.reduce((s, e) => s + e, 0)));
  it('mean', () => reductionOf(mean, v => v.reduce((s, e) => s + e, 0) / v.length));
  it('max', () => reductionOf(max, v => Math.max(...v)));

  it('transpose, twice', () =>
    property(
      shapes(1).chain(shape => {
        const perm = fc.shuffledSubarray(
          shape.map((_, i) => i),
          { minLength: shape.length },
        );
        return fc.tuple(fc.constant(shape), perm, perm, fc.option(fc.nat(shape.length - 1)));
      }),
      async ([shape, first, second, batch]) => {
        const x = plain(shape);
        const turned = (t: Plain, perm: number[]) =>
          build(
            perm.map(p => t.shape[p]!),
            i =>
              at(
                t,
                perm.map((_, axis) => i[perm.indexOf(axis)]!),
              ),
          );
        const call = (n: GraphNode | undefined) => transpose(transpose(n!, first), second);
        await same([x], call, turned(turned(x, first), second), [withBatch(shape, batch)]);
      },
    ));

  it('reshape, once and twice', () =>
    property(fc.tuple(shapes(1), dims), async ([shape, k]) => {
      const x = plain([k, ...shape]);
      const inner = count(shape);
      const merged = size(['N', ...shape]);
      await same([x], n => reshape(n!, [merged]), { shape: [k * inner], data: x.data }, [['N', ...shape]]);
      await same([x], n => reshape(reshape(n!, [merged]), ['N', inner]), { shape: [k, inner], data: x.data }, [
        ['N', ...shape],
      ]);
    }));

  const parts = shapes(1).chain(shape =>
    fc.record({
      shape: fc.constant(shape),
      axis: fc.nat(shape.length - 1),
      lo: fc.nat(3),
      hi: fc.nat(3),
    }),
  );
  it('pad, and slice of what was padded', () =>
    property(parts, async ({ shape, axis, lo, hi }) => {
      const x = plain(shape);
      const wide = shape.map((d, i) => (i === axis ? d + lo + hi : d));
      const padded = build(wide, i => {
        const inside = i.map((v, a) => (a === axis ? v - lo : v));
        return inside[axis]! >= 0 && inside[axis]! < shape[axis]! ? at(x, inside) : 0;
      });
      await same([x], n => pad(n!, axis, lo, hi), padded);
      await same([x], n => slice(pad(n!, axis, lo, hi), axis - shape.length, lo, lo + shape[axis]!), x);
    }));

  it('concatenate, and split of it', () =>
    property(fc.tuple(parts, dims), async ([{ shape, axis }, more]) => {
      const [x, y] = [
        plain(shape, 1),
        plain(
          shape.map((d, i) => (i === axis ? more : d)),
          2,
        ),
      ];
      const length = shape[axis]!;
      const both = build(
        shape.map((d, i) => (i === axis ? d + more : d)),
        i =>
          i[axis]! < length
            ? at(x, i)
            : at(
                y,
                i.map((v, a) => (a === axis ? v - length : v)),
              ),
      );
      await same([x, y], (a, b) => concatenate([a!, b!], axis), both);
      await same([x, y], (a, b) => split(concatenate([a!, b!], axis), axis, [length, more])[1]!, y);
    }));
  it('matmul, transposed and batched', () =>
    property(
      fc.tuple(dims, dims, dims, shapes(0, 2), fc.boolean(), fc.boolean(), fc.boolean()),
      async ([m, k, n, batch, ta, tb, shared]) => {
        const a = plain([...batch, ...(ta ? [k, m] : [m, k])], 1);
        const b = plain([...(shared ? [] : batch), ...(tb ? [n, k] : [k, n])], 2);
        const expected = build([...batch, m, n], i => {
          const [lead, row, column] = [i.slice(0, -2), i.at(-2)!, i.at(-1)!];
          let total = 0;
          for (let j = 0; j < k; j++)
            total +=
              at(a, [...lead, ...(ta ? [j, row] : [row, j])]) * at(b, [...lead, ...(tb ? [column, j] : [j, column])]);
          return total;
        });
        await same([a, b], (p, q) => matmul(p!, q!, { transposeA: ta, transposeB: tb }), expected);
      },
    ));

  it('gather and scatterAdd', () =>
    property(
      parts.chain(p => fc.tuple(fc.constant(p), shapes(1, 2), fc.infiniteStream(fc.nat(p.shape[p.axis]! - 1)))),
      async ([{ shape, axis }, chosen, stream]) => {
        const numbers = [...stream.take(count(chosen))];
        const table: Plain = { shape: chosen, data: numbers };
        const wide = [...shape.slice(0, axis), ...chosen, ...shape.slice(axis + 1)];
        const rank = chosen.length;
        const place = (i: readonly number[]) => [
          ...i.slice(0, axis),
          at(table, i.slice(axis, axis + rank)),
          ...i.slice(axis + rank),
        ];
        const [x, dy] = [plain(shape, 1), plain(wide, 2)];
        const gathered = build(wide, i => at(x, place(i)));
        const scattered = new Map<string, number>();
        for (const i of indices(wide))
          scattered.set(String(place(i)), (scattered.get(String(place(i))) ?? 0) + at(dy, i));
        const summed = build(shape, i => scattered.get(String(i)) ?? 0);

        const [xn, dyn, ids] = [input('x', shape), input('dy', wide), input('ids', chosen, 'int32')];
        const outputs = { g: gather(xn, ids, axis), s: scatterAdd(dyn, ids, axis, shape[axis]!) };
        assert.deepEqual([outputs.g.shape, outputs.s.shape], [wide, shape]);
        const program = await (await testEngine()).compile({ inputs: [xn, dyn, ids], outputs });
        const result = await program.run({
          x: float(shape, x.data),
          dy: float(wide, dy.data),
          ids: int(chosen, numbers),
        });
        await program.dispose();
        for (const [key, expected] of [
          ['g', gathered],
          ['s', summed],
        ] as const) {
          assert.deepEqual([...result[key]!.shape], [...expected.shape]);
          for (const [i, v] of expected.data.entries())
            assert.ok(Math.abs(v - result[key]!.data[i]!) < 1e-5, `${key} ${i}`);
        }
      },
    ));
});
