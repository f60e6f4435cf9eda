import type { Code } from '../assembler';
import { begin, joined, loops } from '../nest';
import { stretched, type Value } from '../value';
import type { Kernel } from './kernel';

/**
 * c = a · b over the last two axes. A tile of c is held in registers while k goes along: ROWS rows, each of some vectors.
 *
 *          b[k]  ────────────────     of each k, VECTORS loads of b and ROWS of a (one number in all lanes),
 *   a[i]    ·    ┌──────────────┐     and ROWS · VECTORS multiply-adds
 *   a[i+1]  ·    │  tile of c   │
 *   …            └──────────────┘
 *
 * x64 has 16 vector registers, of which V8 keeps one: 4 · 2 sums, 2 of b and 1 of a leave no latency uncovered.
 */
const ROWS = 4;
const VECTORS = 2;

/** a [.., m, k] with any strides, b [.., k, n] and c [.., m, n] with columns side by side. */
export function productKernel(a: Value, b: Value, c: Value, label: string): Kernel {
  const [m, n] = c.shape.slice(-2) as [number, number];
  const k = a.shape.at(-1)!;
  const batch = c.shape.slice(0, -2);
  const outside = (value: Value): Value => {
    const { strides, ...rest } = stretched(value, [...batch, ...value.shape.slice(-2)]);
    return { ...rest, shape: batch, strides: strides.slice(0, -2) };
  };
  const all = [a, b, c].map(outside);
  const [rowA, columnA] = a.strides.slice(-2) as [number, number];
  const rowB = b.strides.at(-2)!;
  const rowC = c.strides.at(-2)!;
  return {
    label,
    reads: [a.storage, b.storage],
    writes: [c.storage],
    emit(code) {
      const base = (value: Value) => value.storage.address + value.offset * 4;
      const [fromA, fromB, toC] = [base(a), base(b), base(c)];
      const [column, row, at] = [code.local('i32'), code.local('i32'), code.local('i32')];
      const [pa, pb, pc, left] = [0, 0, 0, 0].map(() => code.local('i32')) as [number, number, number, number];
      const one = code.local('v128');
      const loaded = Array.from({ length: VECTORS }, () => code.local('v128'));
      const sums = Array.from({ length: ROWS * VECTORS }, () => code.local('v128'));

      /** One tile; `width` is how many columns of it there are. */
      const tile = (offsets: readonly number[], rows: number, vectors: number, width: number): void => {
        const sum = (r: number, v: number) => sums[r * vectors + v]!;
        code.get(left).get(offsets[1]!).op('i32.add').set(pb);
        code.get(offsets[0]!).get(row).i32(rowA * 4).op('i32.mul', 'i32.add').set(pa);
        for (let i = 0; i < rows * vectors; i++) code.splat(0).set(sums[i]!);
        code.loop(at, { to: k }, () => {
          for (let v = 0; v < vectors; v++) code.get(pb).memory('v128.load', fromB + v * 16).set(loaded[v]!);
          for (let r = 0; r < rows; r++) {
            code.get(pa).memory('v128.load32_splat', fromA + r * rowA * 4).set(one);
            for (let v = 0; v < vectors; v++)
              code.get(one).get(loaded[v]!).get(sum(r, v)).multiplyAdd().set(sum(r, v));
          }
          advance(code, pa, columnA * 4);
          advance(code, pb, rowB * 4);
        });
        code.get(left).get(offsets[2]!).op('i32.add').get(row).i32(rowC * 4).op('i32.mul', 'i32.add').set(pc);
        for (let r = 0; r < rows; r++)
          for (let v = 0; v < vectors; v++) {
            const place = toC + (r * rowC + v * 4) * 4;
            if (width >= (v + 1) * 4) code.get(pc).get(sum(r, v)).memory('v128.store', place);
            else
              for (let lane = 0; lane < width - v * 4; lane++)
                code.get(pc).get(sum(r, v)).lane('v128.store32_lane', lane, place + lane * 4);
          }
      };
      const block = (offsets: readonly number[], vectors: number, width: number): void => {
        const many = m - (m % ROWS);
        code.loop(row, { to: many, step: ROWS }, () => tile(offsets, ROWS, vectors, width));
        if (many < m) {
          code.i32(many).set(row);
          tile(offsets, m - many, vectors, width);
        }
      };

      const axes = joined(batch, all);
      loops(code, axes, begin(code, all), offsets => {
        const wide = 4 * VECTORS;
        const many = n - (n % wide);
        code.loop(column, { to: many, step: wide }, () => {
          code.get(column).i32(4).op('i32.mul').set(left);
          block(offsets, VECTORS, wide);
        });
        if (many < n) {
          code.i32(many * 4).set(left);
          block(offsets, Math.ceil((n - many) / 4), n - many);
        }
      });
    },
  };
}

const advance = (code: Code, pointer: number, bytes: number): Code =>
  code.get(pointer).i32(bytes).op('i32.add').set(pointer);
