import { Problem } from '../../errors';
import { count, isRecord, plural, quoted } from '../error-text';

/** What pandas writes with orient="split": `{"columns": ["a", "b"], "index": [0, 1], "data": [[1, 2], [3, 4]]}`. */

const KEYS = ['columns', 'index', 'data', 'index_names', 'column_names'];

interface Split {
  readonly columns: readonly (string | number)[];
  readonly data: readonly (readonly unknown[])[];
  readonly index?: unknown;
}

/** Is it such a table, and no object of two columns? */
function isSplit(value: unknown): value is Split {
  if (!isRecord(value) || !Object.keys(value).every(key => KEYS.includes(key))) return false;
  const { columns, data } = value;
  if (!Array.isArray(columns) || !Array.isArray(data) || columns.length === 0) return false;
  const named = columns.every(name => typeof name === 'string' || typeof name === 'number');
  return named && data.every(Array.isArray) && ('index' in value || data[0]?.length === columns.length);
}

/** Its rows as records; null: it is something else. `leftOut`: what has no place in them, in sentences. */
export function splitRecords(
  value: unknown,
): { readonly records: Record<string, unknown>[]; readonly leftOut: string[] } | null {
  if (!isSplit(value)) return null;
  const { columns, data, index } = value;
  const names = columns.map(String);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new Problem(`two columns are called ${quoted(twice)}`);
  const records = data.map((row, i) => {
    if (row.length !== names.length)
      throw new Problem(
        `row ${count(i + 1)} has ${plural(row.length, 'value')}, "columns" has ${count(names.length)}`,
        { row: i + 1, expected: names.length, received: row.length },
      );
    return Object.fromEntries(names.map((name, column) => [name, row[column]]));
  });
  const isCounted = !Array.isArray(index) || index.every((label, i) => label === i);
  const said = 'the index is left out; where it is a column, write the table after reset_index()';
  return { records, leftOut: isCounted ? [] : [said] };
}
