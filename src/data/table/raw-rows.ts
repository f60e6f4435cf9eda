import type { RawColumn, RawTable } from './raw-table';

/** Rows of a table as it was read. */

export const isFilled = ({ codes, numbers, tensor }: RawColumn, row: number): boolean =>
  tensor !== undefined || (codes?.[row] ?? -1) >= 0 || !Number.isNaN(numbers?.[row] ?? Number.NaN);

/** The text of a cell, or '' for a plain number. */
export const textAt = ({ codes, texts }: RawColumn, row: number): string => {
  const code = codes?.[row] ?? -1;
  return code < 0 ? '' : texts.at(code);
};

/** The rows [from, to) of a table. */
export const rowsOf = (table: RawTable, from: number, to: number): RawTable =>
  to - from === table.rows
    ? table
    : { ...table, rows: to - from, columns: table.columns.map(column => cellsOf(column, from, to)) };

/** These rows of a column; one without values in them has no cells. */
function cellsOf({ numbers, writings, codes, ...column }: RawColumn, from: number, to: number): RawColumn {
  const some = <T extends Float64Array | Uint8Array | Int32Array>(
    cells: T | null,
    isCell: (cell: number) => boolean,
  ) => {
    const kept = cells?.slice(from, to) as T | undefined;
    return kept?.some(isCell) ? kept : null;
  };
  const left = some(numbers, cell => !Number.isNaN(cell));
  return {
    ...column,
    numbers: left,
    writings: left === null ? null : (writings?.slice(from, to) ?? null),
    codes: some(codes, cell => cell >= 0),
  };
}
