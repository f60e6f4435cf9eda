import type { Code } from '../code';
import { begin, joined, loops, type Offsets } from '../loop-nest';
import { broadcastView, type View } from '../view';
import type { Kernel } from './kernel';

/**
 * c = a · b over the last two axes. A tile of c is held in registers while k goes along: some rows, each of some vectors.
 * ```
 *          b[k]  ────────────────     of each k, a load for each vector of b and one for each row of a (its number in
 *   a[i]    ·    ┌──────────────┐     all lanes), and a multiply-add for each vector of c
 *   a[i+1]  ·    │  tile of c   │
 *   …            └──────────────┘
 * ```
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
  const batch = c.shape.slice(0, -2);
  const outside = (value: View): View => {
    const { strides, ...rest } = broadcastView(value, [...batch, ...value.shape.slice(-2)]);
    return { ...rest, shape: batch, strides: strides.slice(0, -2) };
  };
  const all = [a, b, c].map(outside);
  const axes = joined(batch, all);
  return {
    label,
    reads: [a.storage, b.storage],
    writes: [c.storage],
    emit(code) {
      const product = new ProductCode(code, a, b, c);
      loops(code, axes, [0, axes.shape.length], begin(code, all), offsets => product.pieces(offsets));
    },
  };
}

/** Tiles one below the other: columns of c for a piece of k. */
interface Columns {
  /** locals with the offsets of a, b and c, in bytes */
  readonly offsets: Offsets;
  readonly vectors: number;
  /** how many columns there are: fewer than the vectors hold at the right edge */
  readonly width: number;
  readonly depth: number;
  /** are its products added to those of the pieces before? */
  readonly adds: boolean;
}

/** Writes the loops of one product, from the outer to the inner: pieces of k, columns, rows, and a tile. */
class ProductCode {
  private readonly sizes: { readonly m: number; readonly n: number; readonly k: number };
  /** bytes from one row, or column, to the next */
  private readonly steps: {
    readonly rowA: number;
    readonly columnA: number;
    readonly rowB: number;
    readonly rowC: number;
  };
  private readonly addresses: readonly [a: number, b: number, c: number];
  /** vectors of a tile */
  private readonly most: number;

  // locals: where the loops are, and the first column in bytes
  private readonly column: number;
  private readonly row: number;
  private readonly at: number;
  private readonly piece: number;
  private readonly left: number;
  // pointers into a, b and c
  private readonly pa: number;
  private readonly pb: number;
  private readonly pc: number;
  // a number of a in all lanes, vectors of b, and the tile
  private readonly one: number;
  private readonly loaded: readonly number[];
  private readonly sums: readonly number[];

  constructor(
    private readonly code: Code,
    a: View,
    b: View,
    c: View,
  ) {
    const [m, n] = c.shape.slice(-2) as [number, number];
    this.sizes = { m, n, k: a.shape.at(-1)! };
    const [rowA, columnA] = a.strides.slice(-2) as [number, number];
    this.steps = { rowA: rowA * 4, columnA: columnA * 4, rowB: b.strides.at(-2)! * 4, rowC: c.strides.at(-2)! * 4 };
    const base = (value: View) => value.storage.address + value.offset * 4;
    this.addresses = [base(a), base(b), base(c)];
    this.most = VECTORS[Math.min(m, ROWS) - 1]!;
    [this.column, this.row, this.at, this.piece] = code.locals('i32', 4);
    [this.pa, this.pb, this.pc, this.left] = code.locals('i32', 4);
    this.one = code.local('v128');
    this.loaded = code.locals('v128', this.most);
    this.sums = code.locals('v128', Math.min(m, ROWS) * this.most);
  }

  pieces(offsets: Offsets): void {
    const { code, piece } = this;
    const { k } = this.sizes;
    const depth = Math.ceil(k / Math.ceil(k / DEPTH));
    const whole = k - (k % depth);
    code.i32(0).set(piece);
    this.columns({ offsets, depth, adds: false });
    code.loop(piece, { from: depth, to: whole, step: depth }, () => this.columns({ offsets, depth, adds: true }));
    if (whole < k) {
      code.i32(whole).set(piece);
      this.columns({ offsets, depth: k - whole, adds: true });
    }
  }

  private columns(part: Omit<Columns, 'vectors' | 'width'>): void {
    const { code, column, left, most } = this;
    const { n } = this.sizes;
    const wide = 4 * most;
    const many = n - (n % wide);
    code.loop(column, { to: many, step: wide }, () => {
      code.address([column, 4]).set(left);
      this.rows({ ...part, vectors: most, width: wide });
    });
    if (many < n) {
      code.i32(many * 4).set(left);
      this.rows({ ...part, vectors: Math.ceil((n - many) / 4), width: n - many });
    }
  }

  private rows(columns: Columns): void {
    const { code, row } = this;
    const { m } = this.sizes;
    const many = m - (m % ROWS);
    code.loop(row, { to: many, step: ROWS }, () => this.tile(columns, ROWS));
    if (many < m) {
      code.i32(many).set(row);
      this.tile(columns, m - many);
    }
  }

  private tile({ offsets, vectors, width, depth, adds }: Columns, rows: number): void {
    const { code, steps, left, piece, row, pa, pb, pc } = this;
    const sum = (r: number, v: number) => this.sums[r * vectors + v]!;
    const place = (r: number, v: number) => this.addresses[2] + r * steps.rowC + v * 16;
    const [atA, atB, atC] = offsets as [number, number, number];
    code.address(left, atB, [piece, steps.rowB]).set(pb);
    code.address(atA, [row, steps.rowA], [piece, steps.columnA]).set(pa);
    code.address(left, atC, [row, steps.rowC]).set(pc);
    for (let r = 0; r < rows; r++)
      for (let v = 0; v < vectors; v++) {
        if (adds) code.get(pc).memory('v128.load', place(r, v));
        else code.splat(0);
        code.set(sum(r, v));
      }
    code.loop(this.at, { to: depth }, () => this.multiply(rows, vectors, sum));
    for (let r = 0; r < rows; r++)
      for (let v = 0; v < vectors; v++)
        if (width >= (v + 1) * 4) code.get(pc).get(sum(r, v)).memory('v128.store', place(r, v));
        else
          for (let lane = 0; lane < width - v * 4; lane++)
            code
              .get(pc)
              .get(sum(r, v))
              .lane('v128.store32_lane', lane, place(r, v) + lane * 4);
  }

  /** Adds the products of one k to the sums of a tile. */
  private multiply(rows: number, vectors: number, sum: (r: number, v: number) => number): void {
    const { code, steps, pa, pb, one, loaded } = this;
    const [fromA, fromB] = this.addresses;
    const loadB = (v: number) => code.get(pb).memory('v128.load', fromB + v * 16);
    if (rows > 1) for (let v = 0; v < vectors; v++) loadB(v).set(loaded[v]!);
    for (let r = 0; r < rows; r++) {
      code
        .get(pa)
        .memory('v128.load32_splat', fromA + r * steps.rowA)
        .set(one);
      for (let v = 0; v < vectors; v++) {
        code.get(one);
        if (rows > 1) code.get(loaded[v]!);
        else loadB(v);
        code.get(sum(r, v)).multiplyAdd().set(sum(r, v));
      }
    }
    code.advance(pa, steps.columnA).advance(pb, steps.rowB);
  }
}
