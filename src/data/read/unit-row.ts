import { NO_NUMBER, numeralOf } from '../cell/numeral';
import { listed } from '../error-text';
import { isFilled, rowsOf, textAt } from '../table/raw-rows';
import type { RawTable } from '../table/raw-table';

/** Data loggers write the units of the columns below the header: `[s];[°C];[bar]`. */

const IN_BRACKETS = /^(?:\[[^\]]*\]|\([^)]*\))$/;
const SIGN = /[\p{L}\p{Sc}%‰°]/u;

/** `[s]`, possibly beside `[-]` or `[1]`; `(1,200)` is a negative amount. */
const areUnits = (texts: readonly string[]): boolean =>
  texts.length > 1 &&
  texts.every(text => IN_BRACKETS.test(text) && numeralOf(text).kind === NO_NUMBER) &&
  texts.some(text => SIGN.test(text));

/** The table without such a row, and with a note that says so. */
export function withoutUnits(table: RawTable): RawTable {
  const { rows, columns, dialect } = table;
  const filled = columns.filter(column => isFilled(column, 0));
  const units = filled.map(column => textAt(column, 0));
  if (rows < 2 || !areUnits(units)) return table;
  const said = `the row below the header is left out: it holds the units ${listed(units, 5)}`;
  return { ...rowsOf(table, 1, rows), dialect: { ...dialect, leftOut: [...(dialect?.leftOut ?? []), said] } };
}
