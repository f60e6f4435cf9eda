import * as z from 'zod';
import type { Column } from '../spec';
import { placeOf, type TrainingColumn } from './columns';

/** How many records are kept for the comparison: the last ones. */
export const RECENT = 1000;

export const recentState = z.object({ seen: z.number().int().min(0), columns: z.array(z.string()) });

/** The values of the last records, column by column: a thousand numbers each, however many records come. */
export class Recent {
  private readonly values: readonly Float64Array[];
  private seen = 0;

  constructor(private readonly columns: readonly TrainingColumn[]) {
    this.values = columns.map(() => new Float64Array(RECENT));
  }

  get records(): number {
    return Math.min(this.seen, RECENT);
  }

  /** Adds rows of the feature columns, as they are read for a prediction. */
  add(read: readonly Column[], rows: number): void {
    const byName = new Map(read.map(column => [column.name, column]));
    const sources = this.columns.map(column => numbersOf(column, byName.get(column.name)));
    for (let row = Math.max(0, rows - RECENT); row < rows; row++) {
      const place = this.seen++ % RECENT;
      sources.forEach((at, c) => {
        this.values[c]![place] = at(row);
      });
    }
  }

  /** [records] of a column, in no certain order; NaN: missing */
  of(column: number): Float64Array {
    return this.values[column]!.subarray(0, this.records);
  }

  state(): z.infer<typeof recentState> {
    const columns = this.values.map(all => Buffer.from(all.buffer, 0, 8 * this.records).toString('base64'));
    return { seen: this.seen, columns };
  }

  /** Restores a saved state, unless it is of other columns. */
  restore({ seen, columns }: z.infer<typeof recentState>): void {
    const bytes = columns.map(text => Buffer.from(text, 'base64'));
    const records = Math.min(seen, RECENT);
    if (bytes.length !== this.values.length || bytes.some(({ length }) => length !== 8 * records)) return;
    this.seen = seen;
    bytes.forEach((from, c) => {
      Buffer.from(this.values[c]!.buffer).set(from);
    });
  }
}

function numbersOf(column: TrainingColumn, read: Column | undefined): (row: number) => number {
  if (column.kind === 'numbers' && read && (read.type === 'number' || read.type === 'integer'))
    return row => read.data[row]!;
  if (column.kind === 'labels' && read?.labels) return row => placeOf(column, read.labels[read.data[row]!]);
  return () => Number.NaN;
}
