import { listed } from '../error-text';
import { isFilled, rowsOf, textAt } from '../table/raw-rows';
import type { RawTable } from '../table/raw-table';

/** Loggers write the units of the columns below the header: `[s];[°C];[bar]`. */

const IN_BRACKETS = /^(?:\[[^\]]*\]|\([^)]*\))$/;

/** The table without such a row, and a line that says so. */
export function withoutUnits(table: RawTable): RawTable {
  const { rows, columns, dialect } = table;
  const filled = columns.filter(column => isFilled(column, 0));
  const units = filled.map(column => textAt(column, 0));
  if (rows < 2 || units.length < 2 || !units.every(unit => IN_BRACKETS.test(unit))) return table;
  const said = `the row below the header is left out: it holds the units ${listed(units, 5)}`;
  return { ...rowsOf(table, 1, rows), dialect: { ...dialect, leftOut: [...(dialect?.leftOut ?? []), said] } };
}
