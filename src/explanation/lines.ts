import type { Origins } from './background-terms';
import type { Cut } from './cut';
import { NONE } from './owners';
import type { Placed } from './sample';

/** Explained rows whose gradients are summed at the same time. */
export const LINES_ROWS = 32;

/** Lines on which the gradient is to be taken: to explained rows, from background rows. */
export interface Waiting {
  count: number;
  readonly rows: Int32Array;
  readonly starts: Int32Array;
}

/** The lines to some explained rows, for one target. */
export class Lines {
  private from = 0;
  private rows = 0;
  /** by product: the gradients summed by background row, [rows × background rows × width] */
  private readonly sums: readonly (Float32Array | null)[];
  /** of the whole difference along each line: sum and sum of squares, [explained rows] */
  private readonly totals: Float64Array;
  private readonly squares: Float64Array;

  constructor(
    private readonly cut: Cut,
    private readonly origins: Origins,
    private readonly explained: Placed,
    private readonly contributions: Float64Array,
    private readonly errors: Float64Array,
    private readonly shares: Float64Array,
  ) {
    this.sums = cut.points.map(({ kernel, width }) =>
      kernel ? new Float32Array(Math.min(LINES_ROWS, explained.rows) * origins.sample.rows * width) : null,
    );
    this.totals = new Float64Array(explained.rows);
    this.squares = new Float64Array(explained.rows);
  }

  begin(from: number, to: number): void {
    [this.from, this.rows] = [from, to - from];
    for (const sums of this.sums) sums?.fill(0);
  }

  take({ count, rows, starts }: Waiting, slopes: readonly Float32Array[]): void {
    const { points } = this.cut;
    const totals = new Float64Array(count);
    for (let i = 0; i < points.length; i++) {
      const sums = this.sums[i];
      for (let at = 0; at < count; at++)
        totals[at]! += sums
          ? this.takeProduct(sums, slopes[i]!, i, at, rows[at]!, starts[at]!)
          : this.takeNumbers(slopes[i]!, i, at, rows[at]!, starts[at]!);
    }
    for (let at = 0; at < count; at++) {
      this.totals[rows[at]!]! += totals[at]!;
      this.squares[rows[at]!]! += totals[at]! ** 2;
    }
  }

  /** Each of these gives the slope along the line. */
  private takeProduct(
    sums: Float32Array,
    slope: Float32Array,
    i: number,
    at: number,
    row: number,
    start: number,
  ): number {
    const { width } = this.cut.points[i]!;
    const [first, last] = [this.origins.sample.places.at[i]!, this.explained.places.at[i]!];
    const to = ((row - this.from) * this.origins.sample.rows + start) * width;
    const [a, b, c] = [at * width, start * width, row * width];
    let total = 0;
    for (let k = 0; k < width; k++) {
      const one = slope[a + k]!;
      sums[to + k]! += one;
      total += one * (last[c + k]! - first[b + k]!);
    }
    return total;
  }

  private takeNumbers(slope: Float32Array, i: number, at: number, row: number, start: number): number {
    const { width, owners } = this.cut.points[i]!;
    const [first, last] = [this.origins.sample.places.at[i]!, this.explained.places.at[i]!];
    const [a, b, c] = [at * width, start * width, row * width];
    const { contributions } = this;
    const { players } = this.cut;
    let total = 0;
    for (let k = 0; k < width; k++) {
      const term = slope[a + k]! * (last[c + k]! - first[b + k]!);
      total += term;
      if (owners[k]! !== NONE) contributions[row * players + owners[k]!]! += term / this.shares.length;
    }
    return total;
  }

  /** What columns add to products: one computation for all lines. */
  async end(): Promise<void> {
    const { cut, origins, explained, contributions, shares, from, rows } = this;
    const products = cut.points.flatMap(({ kernel, owners }, i) =>
      kernel ? [explained.places.read[i]!.subarray(from * owners.length, (from + rows) * owners.length)] : [],
    );
    const sums = this.sums.filter(sums => sums !== null);
    const terms = await origins.terms(rows, sums, products);
    for (let i = 0; i < rows * cut.players; i++) contributions[from * cut.players + i]! += terms[i]! / shares.length;
    for (let row = from; row < from + rows; row++) {
      const mean = this.totals[row]! / shares.length;
      this.errors[row] = Math.sqrt(Math.max(0, this.squares[row]! / shares.length - mean ** 2) / shares.length);
    }
  }
}
