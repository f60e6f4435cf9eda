import { begin, joined, loops, type Offsets } from '../loop-nest';
import { stretched, type View } from '../view';
import type { Kernel } from './kernel';

/**
 * c = a · b over the last two axes. A tile of c is held in registers while k goes along: some rows, each of some
 * vectors.
 *
 * b[k]  ────────────────     of each k, a load for each vector of b and one for each row of a (its number in all
 *   a[i]    ·    ┌──────────────┐     lanes), and a multiply-add for each vector of c
 *   a[i+1]  ·    │  tile of c   │
 *   …            └──────────────┘
 *
 * x64 has 16 vector registers, of which V8 reserves one: 8 or 9 sums hide all latency and leave registers for their
 * operands. A long k is cut into pieces of DEPTH, so that the columns of b for all tiles of a piece stay in the L1
 * cache.
 */
const ROWS = 4;
const DEPTH = 256;
/** vectors per tile for 1, 2, 3 and more rows: a prediction has one */
const VECTORS = [8, 4, 3, 2] as const;

/** a [.., m, k] with any strides, b [.., k, n] and c [.., m, n] with contiguous rows. */
export function productKernel(a: View, b: View, c: View, label: string): Kernel {
  const [m, n] = c.shape.slice(-2) as [number, number];
  const k = a.shape.at(-1)!;
  const batch = c.shape.slice(0, -2);
  const outside = (value: View): View => {
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
      const base = (value: View) => value.storage.address + value.offset * 4;
      const [fromA, fromB, toC] = [base(a), base(b), base(c)];
      const [column, row, at, piece] = code.locals('i32', 4);
      const [pa, pb, pc, left] = code.locals('i32', 4);
      const one = code.local('v128');
      const most = VECTORS[Math.min(m, ROWS) - 1]!;
      const loaded = code.locals('v128', most);
      const sums = code.locals('v128', Math.min(m, ROWS) * most);

      interface Tile {
        readonly offsets: Offsets;
        readonly rows: number;
        readonly vectors: number;
        /** number of its columns */
        readonly width: number;
        readonly depth: number;
        /** adds to the existing sums */
        readonly adds: boolean;
      }
      const tile = ({ offsets, rows, vectors, width, depth, adds }: Tile): void => {
        const sum = (r: number, v: number) => sums[r * vectors + v]!;
        const place = (r: number, v: number) => toC + (r * rowC + v * 4) * 4;
        const [atA, atB, atC] = offsets as [number, number, number];
        code.address(left, atB, [piece, rowB * 4]).set(pb);
        code.address(atA, [row, rowA * 4], [piece, columnA * 4]).set(pa);
        code.address(left, atC, [row, rowC * 4]).set(pc);
        for (let r = 0; r < rows; r++)
          for (let v = 0; v < vectors; v++) {
            if (adds) code.get(pc).memory('v128.load', place(r, v));
            else code.splat(0);
            code.set(sum(r, v));
          }
        code.loop(at, { to: depth }, () => {
          const loadB = (v: number) => code.get(pb).memory('v128.load', fromB + v * 16);
          if (rows > 1) for (let v = 0; v < vectors; v++) loadB(v).set(loaded[v]!);
          for (let r = 0; r < rows; r++) {
            code
              .get(pa)
              .memory('v128.load32_splat', fromA + r * rowA * 4)
              .set(one);
            for (let v = 0; v < vectors; v++) {
              code.get(one);
              if (rows > 1) code.get(loaded[v]!);
              else loadB(v);
              code.get(sum(r, v)).multiplyAdd().set(sum(r, v));
            }
          }
          code.advance(pa, columnA * 4).advance(pb, rowB * 4);
        });
        for (let r = 0; r < rows; r++)
          for (let v = 0; v < vectors; v++)
            if (width >= (v + 1) * 4) code.get(pc).get(sum(r, v)).memory('v128.store', place(r, v));
            else
              for (let lane = 0; lane < width - v * 4; lane++)
                code
                  .get(pc)
                  .get(sum(r, v))
                  .lane('v128.store32_lane', lane, place(r, v) + lane * 4);
      };
      const block = (columns: Omit<Tile, 'rows'>): void => {
        const many = m - (m % ROWS);
        code.loop(row, { to: many, step: ROWS }, () => tile({ ...columns, rows: ROWS }));
        if (many < m) {
          code.i32(many).set(row);
          tile({ ...columns, rows: m - many });
        }
      };
      const wide = 4 * most;
      const allColumns = (part: Pick<Tile, 'offsets' | 'depth' | 'adds'>): void => {
        const many = n - (n % wide);
        code.loop(column, { to: many, step: wide }, () => {
          code.address([column, 4]).set(left);
          block({ ...part, vectors: most, width: wide });
        });
        if (many < n) {
          code.i32(many * 4).set(left);
          block({ ...part, vectors: Math.ceil((n - many) / 4), width: n - many });
        }
      };

      const axes = joined(batch, all);
      const depth = Math.ceil(k / Math.ceil(k / DEPTH));
      const whole = k - (k % depth);
      loops(code, axes, [0, axes.shape.length], begin(code, all), offsets => {
        code.i32(0).set(piece);
        allColumns({ offsets, depth, adds: false });
        code.loop(piece, { from: depth, to: whole, step: depth }, () => allColumns({ offsets, depth, adds: true }));
        if (whole < k) {
          code.i32(whole).set(piece);
          allColumns({ offsets, depth: k - whole, adds: true });
        }
      });
    },
  };
}
