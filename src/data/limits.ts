import { Problem } from '../errors';
import { count, plural } from './error-text';

/** Each column of a table has a type and is handled separately; data with more columns should be an array. */
export const MOST_COLUMNS = 65_536;

/** Rows of a table in a message: a longer array is mostly holes. */
export const MOST_MESSAGE_ROWS = 2 ** 27;

/** Records that are predicted at a time. */
export const MOST_ROWS = 2 ** 24;

/** The longest row of a text, in bytes, which is parsed at once. */
export const LONGEST_ROW = 16 * 1024 * 1024;

/** From this size on, a table is checked for being nearly empty. */
const LOOK_FROM = 4_000_000;
const FEWEST_VALUES = 0.01;

export function tooManyColumns(columns: number): Problem {
  const remedy = 'numbers that belong together are one column of arrays, {"x": [1, 2, …]} in each row';
  return new Problem(`has ${plural(columns, 'column')}, a table has at most ${count(MOST_COLUMNS)}; ${remedy}`, {
    expected: MOST_COLUMNS,
    received: columns,
  });
}

/** Records whose keys differ from row to row make a table that is nearly empty, and too large for any memory. */
export function checkFilled(rows: number, columns: number, values: number): void {
  const cells = rows * columns;
  if (cells < LOOK_FROM || columns < 1000 || values >= cells * FEWEST_VALUES) return;
  throw new Problem(
    `its first ${count(rows)} rows have ${count(columns)} different keys, and fewer than one value in 100 is there; ` +
      'keys must be the same in all rows: give what differs as a value, {"key": "a", "value": 1}',
    { rows, columns, values },
  );
}

export function rowTooLong(row: number, hint: string): Problem {
  return new Problem(`row ${count(row)} is longer than ${LONGEST_ROW / 1024 ** 2} MB${hint}`, { row });
}
