import { Problem } from '../../errors';
import type { Column, ColumnReport, ColumnType, SeriesClock, SeriesOptions } from '../../spec';
import { parseDate } from '../cell/dates';
import { contextOf, type FormatSettings, readingOf } from '../column/format';
import { report } from '../column/guess';
import type { Summary } from '../column/summary';
import { columnError, listed, quoted, unknownColumn } from '../error-text';
import type { RawTable } from '../table/raw-table';
import { zoneOf } from './zone';

/** Which column holds the times, and how they are read. */

export interface TimeColumn {
  readonly name: string;
  /** the type as which it is converted */
  readonly type: ColumnType;
  readonly notes: readonly string[];
}

const asTime: Readonly<Partial<Record<ColumnType, ColumnType>>> = {
  date: 'date',
  number: 'number',
  integer: 'number',
  boolean: 'number',
  ignored: 'number',
};

/** The column that was set, or the only one of dates; null: there is none. `summaries`: of all columns. */
export function timeColumn(
  raw: RawTable,
  summaries: readonly Summary[],
  { time }: SeriesOptions,
  settings: FormatSettings,
): TimeColumn | null {
  const names = raw.columns.map(({ name }) => name);
  if (time !== undefined && !names.includes(time)) throw unknownColumn('time', time, names);
  const context = contextOf(summaries, raw.dialect);
  const found = summaries
    .filter(({ column }) => time === undefined || column.name === time)
    .map(summary => report(summary, raw.rows, readingOf(summary, context, settings)));
  if (time !== undefined) return { name: time, type: typeOf(found[0]!), notes: [] };
  const [first, ...others] = found.filter(({ type }) => type === 'date');
  if (!first) return null;
  const more = others.length === 0 ? '' : `, and not ${listed(others.map(({ name }) => name))}`;
  return { name: first.name, type: 'date', notes: [`the times are those of column ${quoted(first.name)}${more}`] };
}

function typeOf({ name, type, examples, problem }: ColumnReport): ColumnType {
  const found = problem === undefined ? asTime[type] : undefined;
  const numbers = examples.map(Number);
  const isYear = type === 'integer' && numbers.every(n => n >= 1000 && n <= 3000);
  // Seconds and milliseconds since 1970, and dates such as 20240531, whatever the name of the column.
  if (found === 'number' && (isYear || numbers.every(n => n >= 1e7))) return 'date';
  if (found !== undefined) return found;
  // Unless the column is known to hold times, `1990 Jan` looks like a number with a unit.
  if (examples.length > 0 && examples.every(text => !Number.isNaN(parseDate(text)))) return 'date';
  throw columnError(
    name,
    `must hold times, received ${examples.length > 0 ? listed(examples, 3) : 'nothing'}. ` +
      'Times are dates such as 2024-05-31 14:07, 31.05.2024 14:07 or 5/31/24 2:07 PM, seconds or milliseconds since 1970, or numbers in order',
  );
}

/** Years with a fraction: 1991.25 is April 1991. */
const isDecimalYear = (values: Float64Array): boolean => {
  let fractions = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (value < 1000 || value > 3000) return false;
    if (!Number.isInteger(value)) fractions++;
  }
  return fractions > 0;
};

/**
 * A year with a fraction in milliseconds since 1970; within a fiftieth of a month of the beginning of a month, it is
 * that beginning.
 */
export function decimalYear(value: number): number {
  const year = Math.floor(value);
  const months = (value - year) * 12;
  if (Math.abs(months - Math.round(months)) < 0.02) return Date.UTC(year, Math.round(months));
  const [begin, end] = [Date.UTC(year, 0), Date.UTC(year + 1, 0)];
  return Math.round((begin + (value - year) * (end - begin)) / 1000) * 1000;
}

/** The times of a typed column, and how they are read. `local`: the texts have no zone, so they are times in `zone`. */
export function timesOf(
  column: Column,
  zoneName: string,
  local: boolean,
): { readonly times: Float64Array; readonly clock: SeriesClock; readonly isDate: boolean } {
  const { format } = column;
  const data = column.data as Float64Array;
  if (column.type === 'date') {
    const clock: SeriesClock = { kind: 'date', ...(format && { format }), ...(local && { local }) };
    const zone = zoneOf(zoneName);
    return { times: local ? data.map(zone.timeOf) : data, clock, isDate: true };
  }
  if (column.type !== 'number' && column.type !== 'integer') throw new Problem('the times are not numbers');
  if (isDecimalYear(data)) return { times: data.map(decimalYear), clock: { kind: 'decimal-year' }, isDate: true };
  return { times: data, clock: { kind: 'number', ...(format && { format }) }, isDate: false };
}

/** Does a text have a time of day, and end with a time zone? */
export const isZoned = (text: string): boolean => /:.*(?:Z|UTC|GMT|[+-]\d\d:?\d\d)$/.test(text);

/** Does a column hold texts without a time zone, which are local times? Numbers are never local. */
export function isLocal(raw: RawTable, name: string): boolean {
  const column = raw.columns.find(found => found.name === name);
  if (!column || column.texts.length === 0) return false;
  for (let i = 0; i < Math.min(column.texts.length, 1000); i++) if (isZoned(column.texts.at(i))) return false;
  return true;
}
