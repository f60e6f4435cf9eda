import { categoriesOf } from '../data';
import type { Column, ColumnPipeline } from '../spec';

/** The values of a column to try, as numbers or codes of a typed column. */
export interface Grid {
  readonly column: ColumnPipeline;
  /** numbers, or labels */
  readonly values: readonly (number | string)[];
}

/**
 * For a category, the training categories, most frequent first. For numbers and dates, the distinct values of the rows
 * where they are few, else `most` values between the 5th and the 95th percentile. Source:
 * sklearn.inspection.partial_dependence.
 */
export function gridOf(column: ColumnPipeline, rows: Column, most: number): Grid {
  const { data, labels } = rows;
  if (labels) {
    const known = categoriesOf(column) ?? labels;
    const counts = new Map(known.map(label => [label, 0]));
    for (const code of data) if (code >= 0) counts.set(labels[code]!, (counts.get(labels[code]!) ?? 0) + 1);
    const order = known.toSorted((a, b) => counts.get(b)! - counts.get(a)!);
    return { column, values: order.slice(0, most) };
  }
  const sorted = Float64Array.from(data.filter(value => !Number.isNaN(value))).sort();
  const distinct = [...new Set(sorted)];
  if (distinct.length <= most) return { column, values: distinct };
  const [low, high] = [0.05, 0.95].map(share => sorted[Math.round(share * (sorted.length - 1))]!);
  const even = Array.from({ length: most }, (_, i) => low! + ((high! - low!) * i) / (most - 1));
  const whole = column.type === 'integer' || column.type === 'date';
  return { column, values: [...new Set(whole ? even.map(Math.round) : even)] };
}

/** A column of `rows` rows with the same value. */
export function constantColumn(like: Column, value: number | string, rows: number): Column {
  if (like.labels) return { ...like, labels: [String(value)], data: new Int32Array(rows) } as Column;
  return { ...like, data: new Float64Array(rows).fill(Number(value)) } as Column;
}
