import type { Aggregate, Column, ColumnHint, SeriesColumn, SeriesOptions } from '../../spec';
import type { ValueOf } from './channels';

/** The columns of readings as columns of a series. */

/** Do the numbers only count the rows? Then a model can learn nothing from them. */
export function countsRows({ type, data }: Column): boolean {
  if (type !== 'integer' || data.length < 3) return false;
  for (let row = 1; row < data.length; row++) if (data[row]! - data[row - 1]! !== 1) return false;
  return true;
}

/** null: dates, texts, arrays and ignored columns are not part of a series. */
export function seriesColumn(
  column: Column,
  options: SeriesOptions,
  hint: ColumnHint | undefined,
  resampled: boolean,
): SeriesColumn | null {
  const { name, format } = column;
  const made = { name, ...(format && { format }) };
  const number = (byDefault: Aggregate) => ({
    ...({ kind: 'number', ...made } as const),
    aggregate: hint?.aggregate ?? byDefault,
  });
  switch (column.type) {
    case 'number':
    case 'integer':
      // Without a period, a repeated reading replaces the one before it.
      return number(resampled ? (options.aggregate ?? 'mean') : 'last');
    case 'boolean':
      return { ...number('last'), labels: [column.labels[0]!, column.labels[1]!] };
    case 'category':
      return { kind: 'category', ...made, categories: column.labels };
    default:
      return null;
  }
}

/** The value of a column in the rows of `order`; NaN: missing. */
export function valuesIn(column: Column, order: Int32Array): ValueOf {
  const { data, labels } = column;
  if (labels === undefined) return reading => data[order[reading]!]!;
  return reading => {
    const code = data[order[reading]!]!;
    return code < 0 ? Number.NaN : code;
  };
}
