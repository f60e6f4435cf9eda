import type { CalendarInput, Filling, SeriesColumn, SeriesPipeline } from '../../spec';
import type { Layout } from './layout';
import { aggregated, fillHoles } from './resample';
import { DAY } from './span';
import { zoneOf } from './zone';

/** The columns of a series step by step, as the network reads them: the same for a file and for a stream. */

/** The value of a column in a reading: a number, or the place of a category; NaN: missing. */
export type ValueOf = (reading: number) => number;

/** A column's value at each step, NaN: none. */
export interface Stepwise {
  readonly values: Float64Array;
  /** 1 where a step has a measured value, 0 where it was filled in or is missing */
  readonly own: Uint8Array;
}

/** Aggregates a column's readings to steps, and fills its short holes. */
export function stepwise(
  column: SeriesColumn,
  readingOf: ValueOf,
  layout: Layout,
  { fill, filling }: { readonly fill: number; readonly filling: Filling },
): Stepwise {
  const { rows, from, stretches } = layout;
  const values = new Float64Array(rows);
  const own = new Uint8Array(rows);
  const how = column.kind === 'number' ? column.aggregate : 'last';
  for (let row = 0; row < rows; row++) {
    values[row] = aggregated(how, readingOf, from[row]!, from[row + 1]!);
    if (!Number.isNaN(values[row]!)) own[row] = 1;
  }
  const by = column.kind === 'number' ? filling : 'last';
  for (let s = 0; s + 1 < stretches.length; s++) fillHoles(values.subarray(stretches[s], stretches[s + 1]), fill, by);
  return { values, own };
}

/** How many numbers a column takes at each step. */
export const widthOf = (column: SeriesColumn): number => (column.kind === 'number' ? 1 : column.categories.length);

/** The names of the numbers of a step, in order. */
export const channelNames = (columns: readonly SeriesColumn[], calendar: readonly CalendarInput[]): string[] => [
  ...columns.flatMap(column =>
    column.kind === 'number' ? [column.name] : column.categories.map(category => `${column.name}=${category}`),
  ),
  ...calendar.flatMap(part => [`${part} sine`, `${part} cosine`]),
];

/** The position of each numeric column among the numbers of a step. */
export function channelPlaces({ columns }: Pick<SeriesPipeline, 'columns'>): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  let at = 0;
  for (const column of columns) {
    if (column.kind === 'number') places.set(column.name, at);
    at += widthOf(column);
  }
  return places;
}

/** Writes a column into the steps of `out`, which have `stride` numbers each and are zero before. */
export function writeColumn(
  column: SeriesColumn,
  { values }: Stepwise,
  out: Float32Array,
  offset: number,
  stride: number,
): void {
  if (column.kind === 'number') for (let row = 0; row < values.length; row++) out[row * stride + offset] = values[row]!;
  else
    for (let row = 0; row < values.length; row++) if (values[row]! >= 0) out[row * stride + offset + values[row]!] = 1;
}

/** Writes the parts of the calendar as points on circles, so that December is next to January. */
export function writeCalendar(
  { calendar, zone }: Pick<SeriesPipeline, 'calendar' | 'zone'>,
  { times, rows }: Pick<Layout, 'times' | 'rows'>,
  out: Float32Array,
  offset: number,
  stride: number,
): void {
  if (calendar.length === 0) return;
  const clock = zoneOf(zone);
  for (let row = 0; row < rows; row++) {
    const date = new Date(times[row]! + clock.offset(times[row]!));
    calendar.forEach((part, i) => {
      const angle = 2 * Math.PI * SHARE[part](date);
      out[row * stride + offset + 2 * i] = Math.sin(angle);
      out[row * stride + offset + 2 * i + 1] = Math.cos(angle);
    });
  }
}

const clockTime = (date: Date): number => (date.getTime() - Math.floor(date.getTime() / DAY) * DAY) / DAY;
const daysIn = (year: number): number => (Date.UTC(year + 1, 0) - Date.UTC(year, 0)) / DAY;
const monthDays = (date: Date): number =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();

/** How far round each circle a time is, 0 … 1. */
const SHARE: Readonly<Record<CalendarInput, (date: Date) => number>> = {
  hour: clockTime,
  weekday: date => (date.getUTCDay() + clockTime(date)) / 7,
  monthday: date => (date.getUTCDate() - 1) / monthDays(date),
  yearday: date => (date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / DAY / daysIn(date.getUTCFullYear()),
  month: date => date.getUTCMonth() / 12,
};
