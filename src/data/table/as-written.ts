import type { ColumnReport } from '../../spec';
import { numberReader } from '../cell/parse-cell';
import { isFilled, textAt } from './raw-rows';
import { numberText, type RawTable } from './raw-table';

/** The cells of a row as they are written in the table; '' where there is none. */
const writtenRow = ({ columns }: RawTable, row: number): readonly string[] =>
  columns.map(column => {
    if (column.tensor !== undefined || !isFilled(column, row)) return '';
    return textAt(column, row) || numberText(column, row);
  });

export interface WrittenRow {
  /** the cells as they are written */
  readonly cells: readonly string[];
  readonly record: Readonly<Record<string, string | number | null>>;
}

/**
 * Reads the rows of a table as records for a model, one at a time. `numeric`: the columns in which the model takes
 * numbers, which are read as this table writes them (`1.234,5`), not as the data of its training did; a text that is
 * none stays a text.
 */
export function rowReader(
  table: RawTable,
  reports: readonly ColumnReport[],
  numeric: ReadonlySet<string>,
): (row: number) => WrittenRow {
  const readers = table.columns.map(({ name }, i) =>
    numeric.has(name) ? numberReader(reports[i]?.format ?? {}) : null,
  );
  return row => {
    const cells = writtenRow(table, row);
    const named = table.columns.map(({ name }, i): [string, string | number | null] => {
      const text = cells[i]!;
      const number = readers[i]?.(text) ?? Number.NaN;
      return [name, text === '' ? null : Number.isNaN(number) ? text : number];
    });
    return { cells, record: Object.fromEntries(named) };
  };
}
