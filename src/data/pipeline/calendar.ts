import type { CalendarPart } from '../../spec';

/** A time in UTC, split into parts. `hour` includes minutes as a fraction. */
export interface Calendar {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
}

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
/** The last date in ECMAScript. */
const LAST = 8.64e15;

/** Days since 1970; NaN beyond the range of dates. */
export const dayOf = (time: number): number =>
  Math.abs(time) <= LAST ? Math.floor(Math.trunc(time) / DAY) : Number.NaN;

export function calendarOf(time: number): Calendar {
  const date = new Date(time);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    hour: date.getUTCHours() + date.getUTCMinutes() / 60,
  };
}

const PERIOD: Record<CalendarPart, number> = { month: 12, weekday: 7, hour: 24 };

/** The angle of the part on its circle, in radians: December is next to January. */
export const angle = (calendar: Calendar, part: CalendarPart): number => (2 * Math.PI * calendar[part]) / PERIOD[part];
