import type { Rows } from '../inference/batcher';
import type { Evaluator } from './evaluate';
import type { Player } from './players';
import type { Sample } from './sample';

/** A row of a sample. */
export interface Row {
  readonly sample: Sample;
  readonly at: number;
}

/** Rows that take some columns from one row and the others from another. */
export interface Hybrids {
  readonly capacity: number;
  /** rows that were added since `take` */
  readonly count: number;
  /** appends a copy of a row */
  add(row: Row): void;
  /** appends a copy of the last row */
  again(): void;
  /** puts a column of a row into the last row, in place of that of another */
  put(player: number, row: Row, instead: Row): void;
  /** the rows so far; empties the buffers */
  take(): { readonly rows: number; readonly inputs: readonly Rows[] };
}

/** What computes hybrid rows. */
export interface Mixing {
  /** of what `Hybrids.take` returns */
  readonly evaluator: Evaluator;
  /** numbers of a hybrid row */
  readonly width: number;
  /** rows per run */
  readonly rows: number;
  hybrids(capacity: number): Hybrids;
}

/** Hybrids of encoded rows. */
export class EncodedHybrids implements Hybrids {
  private readonly widths: readonly number[];
  private readonly buffers: Rows['data'][];
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

  add({ sample, at }: Row): void {
    for (const [i, width] of this.widths.entries())
      this.buffers[i]!.set(sample.inputs[i]!.data.subarray(at * width, (at + 1) * width), this.count * width);
    this.count++;
  }

  again(): void {
    for (const [i, width] of this.widths.entries())
      this.buffers[i]!.copyWithin(this.count * width, (this.count - 1) * width, this.count * width);
    this.count++;
  }

  put(player: number, row: Row): void {
    for (const { input, from: at, width } of this.players[player]!.parts) {
      const [data, source, whole] = [this.buffers[input]!, row.sample.inputs[input]!.data, this.widths[input]!];
      const [to, start] = [(this.count - 1) * whole + at, row.at * whole + at];
      for (let i = 0; i < width; i++) data[to + i] = source[start + i]!;
    }
  }

  take(): { readonly rows: number; readonly inputs: readonly Rows[] } {
    const rows = this.count;
    this.count = 0;
    const inputs = this.buffers.map((data, i) => ({ data: data.subarray(0, rows * this.widths[i]!), shape: [] }));
    return { rows, inputs };
  }
}

/** Whether two rows have the same numbers in a column. */
export function same({ parts }: Player, a: Row, b: Row): boolean {
  return parts.every(({ input, from, width }) => {
    const [left, right] = [a.sample.inputs[input]!.data, b.sample.inputs[input]!.data];
    const whole = left.length / a.sample.rows;
    for (let i = from; i < from + width; i++) if (left[a.at * whole + i] !== right[b.at * whole + i]) return false;
    return true;
  });
}
