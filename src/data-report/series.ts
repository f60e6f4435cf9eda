import { classCodes } from '../data/targets';
import type { Column } from '../spec';

/** The rows of one column for statistics: numbers (NaN: missing) or classes (−1: missing). */
export type Series = Numbers | Classes;

export interface Numbers {
  readonly kind: 'numbers';
  readonly values: Float64Array;
}

export interface Classes {
  readonly kind: 'classes';
  readonly codes: Int32Array;
  readonly labels: readonly string[];
}

/** All rows of a column; null: an array, a free text, or an unused column. */
export function seriesOf(column: Column): Series | null {
  switch (column.type) {
    case 'number':
    case 'integer':
    case 'date':
      return { kind: 'numbers', values: column.data };
    case 'category':
    case 'boolean':
      return { kind: 'classes', codes: column.data, labels: column.labels };
    case 'text':
      return column.labels ? { kind: 'classes', codes: column.data, labels: column.labels } : null;
    default:
      return null;
  }
}

/** The rows of a target; one-hot arrays are classes too. */
export function targetSeries(column: Column): Series | null {
  const series = seriesOf(column);
  if (series || column.type !== 'tensor') return series;
  const found = classCodes(column);
  if (found === null) return null;
  return { kind: 'classes', codes: found.codes, labels: Array.from({ length: found.count }, (_, i) => String(i)) };
}

/** The series of some rows. */
export function takeSeries(series: Series, rows: Int32Array): Series {
  if (series.kind === 'numbers') {
    const values = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) values[i] = series.values[rows[i]!]!;
    return { kind: 'numbers', values };
  }
  const codes = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) codes[i] = series.codes[rows[i]!]!;
  return { ...series, codes };
}

export const isMissing = (series: Series, row: number): boolean =>
  series.kind === 'numbers' ? Number.isNaN(series.values[row]!) : series.codes[row]! < 0;

export const lengthOf = (series: Series): number =>
  series.kind === 'numbers' ? series.values.length : series.codes.length;

/** Two series on the rows that have both. */
export function complete<A extends Series, B extends Series>(a: A, b: B): readonly [A, B] {
  const length = lengthOf(a);
  const rows = new Int32Array(length);
  let kept = 0;
  for (let row = 0; row < length; row++) if (!isMissing(a, row) && !isMissing(b, row)) rows[kept++] = row;
  if (kept === length) return [a, b];
  const both = rows.subarray(0, kept);
  return [takeSeries(a, both) as A, takeSeries(b, both) as B];
}

/** At most `most` rows, evenly spaced. */
export function someRows(rows: number, most: number): Int32Array {
  const count = Math.min(rows, most);
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * rows) / count));
}
