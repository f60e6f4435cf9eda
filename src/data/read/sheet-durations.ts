import { types } from 'node:util';

/**
 * Spreadsheets store a length of time as days, like a date: 36:15 is the day after December 30, 1899, from which they
 * count. As there are no dates before 1900 in them, a column with one holds lengths of time.
 */

const START = Date.UTC(1899, 11, 30);
const DAY = 86_400_000;
const FIRST_DATE = Date.UTC(1900, 0, 1);
/** Ten years: later ones are dates. */
const LONGEST = START + 3653 * DAY;

/** The columns whose times are lengths of time: none is a date, and some is longer than a day. */
export function durationColumns(rows: readonly (readonly unknown[])[]): ReadonlySet<number> {
  const [least, largest] = [new Map<number, number>(), new Map<number, number>()];
  for (const row of rows)
    for (const [column, cell] of row.entries()) {
      if (!types.isDate(cell)) continue;
      const time = Number(cell);
      least.set(column, Math.min(time, least.get(column) ?? time));
      largest.set(column, Math.max(time, largest.get(column) ?? time));
    }
  const isLength = ([column, time]: [number, number]): boolean =>
    least.get(column)! < FIRST_DATE && time >= START + DAY && time < LONGEST;
  return new Set([...largest].filter(isLength).map(([column]) => column));
}

/** `36:15:00` for a length of time; any other cell as it is. */
export function durationText(cell: unknown): unknown {
  if (!types.isDate(cell)) return cell;
  const seconds = Math.round((Number(cell) - START) / 1000);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
}

/**
 * The columns whose times are whole seconds: a time is a fraction of a day in a workbook, and what is left of a whole
 * second may be .999. Where another time of the column has milliseconds, .999 is meant.
 */
export function secondColumns(rows: readonly (readonly unknown[])[]): ReadonlySet<number> {
  const [whole, finer] = [new Set<number>(), new Set<number>()];
  for (const row of rows)
    for (const [column, cell] of row.entries()) {
      if (!types.isDate(cell)) continue;
      const isWhole = [0, 999].includes(cell.getUTCMilliseconds());
      (isWhole ? whole : finer).add(column);
    }
  return new Set([...whole].filter(column => !finer.has(column)));
}

/** The whole second of a time. */
export const inSeconds = (cell: unknown): unknown =>
  types.isDate(cell) && cell.getUTCMilliseconds() === 999 ? new Date(cell.getTime() + 1) : cell;
