import type { Rows } from '../inference/batcher';
import type { Player } from './players';

/** Encoded rows that take some columns from one row and the others from another. */
export class Hybrids {
  private readonly widths: readonly number[];
  private readonly buffers: Rows['data'][];
  /** rows in the buffers */
  count = 0;

  constructor(
    inputs: readonly Rows[],
    private readonly players: readonly Player[],
    readonly capacity: number,
  ) {
    this.widths = inputs.map(({ shape }) => shape.reduce((a, b) => a * b, 1));
    this.buffers = inputs.map(({ data }, i) => {
      const length = capacity * this.widths[i]!;
      return data instanceof Int32Array ? new Int32Array(length) : new Float32Array(length);
    });
  }

  /** Appends a copy of a row. */
  add(from: readonly Rows[], row: number): void {
    for (const [i, width] of this.widths.entries())
      this.buffers[i]!.set(from[i]!.data.subarray(row * width, (row + 1) * width), this.count * width);
    this.count++;
  }

  /** Appends a copy of the last row. */
  again(): void {
    for (const [i, width] of this.widths.entries())
      this.buffers[i]!.copyWithin(this.count * width, (this.count - 1) * width, this.count * width);
    this.count++;
  }

  /** Replaces a column of the last row by that of another row. */
  put(player: number, from: readonly Rows[], row: number): void {
    for (const { input, from: at, width } of this.players[player]!.parts) {
      const [data, source, whole] = [this.buffers[input]!, from[input]!.data, this.widths[input]!];
      const [to, start] = [(this.count - 1) * whole + at, row * whole + at];
      for (let i = 0; i < width; i++) data[to + i] = source[start + i]!;
    }
  }

  /** The rows so far; empties the buffers. */
  take(): { readonly rows: number; readonly inputs: readonly Rows[] } {
    const rows = this.count;
    this.count = 0;
    const inputs = this.buffers.map((data, i) => ({ data: data.subarray(0, rows * this.widths[i]!), shape: [] }));
    return { rows, inputs };
  }

  /** Whether two rows have the same numbers in a column. */
  same(player: number, a: readonly Rows[], row: number, b: readonly Rows[], other: number): boolean {
    return this.players[player]!.parts.every(({ input, from, width }) => {
      const whole = this.widths[input]!;
      const [left, right] = [a[input]!.data, b[input]!.data];
      for (let i = from; i < from + width; i++) if (left[row * whole + i] !== right[other * whole + i]) return false;
      return true;
    });
  }
}
