import type { CalendarPart } from '../../spec';

/** A moment in UTC, taken apart. `hour` has its minutes as a fraction. */
export interface Calendar {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
}

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
/** ECMAScript's dates end here. */
const LAST = 8.64e15;

/** Days since 1970; NaN beyond what a date can be. */
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

/** Where the part stands on its circle, in radians: December is beside January. */
export const angle = (calendar: Calendar, part: CalendarPart): number => (2 * Math.PI * calendar[part]) / PERIOD[part];
