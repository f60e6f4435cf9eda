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

  /** What columns add to products: their parts in the row by the sum of its gradients, less those in background rows. */
  async end(): Promise<void> {
    const { cut, origins, explained, contributions, shares, from, rows } = this;
    const products = this.sums.filter(sums => sums !== null);
    const taken = await origins.terms(rows, products);
    for (let row = 0; row < rows; row++)
      for (let player = 0; player < cut.players; player++)
        contributions[(from + row) * cut.players + player]! -= taken[row * cut.players + player]! / shares.length;
    for (const [i, { width }] of cut.points.entries()) {
      const [sums, parts] = [this.sums[i], explained.places.parts[i]];
      if (!sums || !parts) continue;
      const mean = new Float64Array(width);
      for (let row = 0; row < rows; row++) {
        mean.fill(0);
        const all = origins.sample.rows * width;
        for (let start = row * all; start < (row + 1) * all; start += width)
          for (let j = 0; j < width; j++) mean[j]! += sums[start + j]!;
        for (let player = 0; player < cut.players; player++) {
          const start = ((from + row) * (cut.players + 1) + player) * width;
          let term = 0;
          for (let j = 0; j < width; j++) term += mean[j]! * parts[start + j]!;
          contributions[(from + row) * cut.players + player]! += term / shares.length;
        }
      }
    }
    for (let row = from; row < from + rows; row++) {
      const mean = this.totals[row]! / shares.length;
      this.errors[row] = Math.sqrt(Math.max(0, this.squares[row]! / shares.length - mean ** 2) / shares.length);
    }
  }
}
