import type { Clock, DateFormat } from '../../spec';
import { daysIn } from './iso-time';
import { isShortMonth, MONTHS } from './month-names';

/**
 * Dates as people write them. Without a time zone they are UTC; nothing depends on the machine's language or time zone.
 */

/** English short names. */
const ENGLISH: ReadonlySet<string> = new Set('jan feb mar apr may jun jul aug sep oct nov dec'.split(' '));

const TIME =
  /^(?:[T ]+|, ?)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?([AaPp]\.?[Mm]\.?|Uhr)? ?(Z|UTC|GMT|[+-]\d\d:?\d\d)?$/;
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?=$|[T ,])/;
const CHINESE = /^(\d{4})年(\d{1,2})月(\d{1,2})日(?=$|[T ,])/;
const MONTH = /^(\d{4})-(\d\d)$/;
const WEEK = /^(\d{4})-?W(\d\d)(?:-?([1-7]))?$/;
/** With dots the day comes first, in all countries that write dates with dots. */
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)(?=$|[T ,])/;
const THREE_NUMBERS = /^(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d\d)(?=$|[T ,])/;
const DAY_NAME = /^(\d{1,2})(?:\.? |\.|-)(?:de )?(\p{L}{3,10})\.?,?[ -](?:de )?(\d{4}|\d\d)(?=$|[T ,])/u;
const NAME_DAY = /^(\p{L}{3,10})\.? (\d{1,2}),? (\d{4})(?=$|[T ,])/u;
/** `May 2024`, `Mai-24`, `mayo de 2024` */
const NAME_YEAR = /^(\p{L}{3,10})\.?(?: de)?[ -]'?(\d{4}|\d\d)$/u;
/** `1939 Jan` */
const YEAR_NAME = /^(\d{4}) (\p{L}{3,10})\.?$/u;
const SLASHED_MONTH = /^(\d{1,2})\/(\d{4})$/;
const CHINESE_MONTH = /^(\d{4})年(\d{1,2})月$/;

/**
 * Milliseconds since 1970, or NaN. Reads ISO 8601 (`2024-05-31`, `2024-05-31 14:07:59.5+02:00`, `2024-05`, the week
 * `2024-W22-5`), `2024/5/31`, `31.5.2024`, `31.05.24`, `31 May 2024`, `May 31, 2024`, `31. März 2024`; the first of a
 * month, `Mai 2024`, `2024 May`, `5/2024`, `2024年5月`; and `31/05/2024` or `5/31/24 2:07 PM`, for which `order` says what comes
 * first. Without an order these are read only if just one order is possible.
 */
export function parseDate(text: string, order?: DateFormat): number {
  if (text.length < 6 || text.length > 40) return timeOfDay(text);
  const first = text.charCodeAt(0);
  if (first < 48 || first > 57) return monthFirst(text);
  const iso = YEAR_FIRST.exec(text) ?? CHINESE.exec(text);
  if (iso !== null) return moment(iso.at(1)!, iso.at(-2)!, iso.at(-1)!, text.slice(iso[0].length));
  const dotted = DOTTED.exec(text);
  if (dotted !== null) return moment(century(dotted[3]!), dotted[2]!, dotted[1]!, text.slice(dotted[0].length));
  const three = THREE_NUMBERS.exec(text);
  if (three !== null) return ofThree(three, order, text.slice(three[0].length));
  const named = DAY_NAME.exec(text);
  if (named !== null) return ofName(named[3]!, named[2]!, named[1]!, text.slice(named[0].length));
  const week = WEEK.exec(text);
  if (week !== null) return weekStart(+week[1]!, +week[2]!, +(week[3] ?? 1));
  const month = MONTH.exec(text) ?? CHINESE_MONTH.exec(text);
  if (month !== null) return moment(month[1]!, month[2]!, '1', '');
  const yearName = YEAR_NAME.exec(text);
  if (yearName !== null) return ofName(yearName[1]!, yearName[2]!, '1', '');
  const slashed = SLASHED_MONTH.exec(text);
  return slashed === null ? timeOfDay(text) : moment(slashed[2]!, slashed[1]!, '1', '');
}

/** `6:15`, `14:30:05`, `9:00 AM`: a time on December 30, 1899, from which spreadsheets count. */
const timeOfDay = (text: string): number => (isTimeOfDay(text) ? moment('1899', '12', '30', ` ${text}`) : Number.NaN);
export const isTimeOfDay = (text: string): boolean => /^\d{1,2}:/.test(text);

/** A time as ISO 8601; only the day if it is midnight. */
export function dateText(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : shortDate(date.toISOString());
}
/** An ISO text without a midnight, or without the day of a mere time of day. */
export function shortDate(text: string): string {
  const [, day = '', time = ''] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.0+)?Z$/.exec(text) ?? [];
  if (day === '1899-12-30') return time;
  return time === '00:00:00' ? day : text;
}

/** Which orders of day and month this text allows; null: it is not a date of three numbers, or begins with the year. */
export function ordersOf(text: string): { readonly dmy: boolean; readonly mdy: boolean } | null {
  const three = THREE_NUMBERS.exec(text);
  if (three === null) return null;
  const rest = text.slice(three[0].length);
  return { dmy: !Number.isNaN(ofThree(three, 'dmy', rest)), mdy: !Number.isNaN(ofThree(three, 'mdy', rest)) };
}

function ofThree(parts: RegExpExecArray, order: DateFormat | undefined, rest: string): number {
  const [, a = '', sign, b = '', c = ''] = parts;
  if (c.length === 2 && sign === '-') return Number.NaN; // 05-06-07 is as often a code as a date
  if (order === 'ymd') return c.length === 2 ? moment(century(a), b, c, rest) : Number.NaN;
  if (order === undefined && +a <= 12 && +b <= 12) return Number.NaN;
  const dayFirst = order === undefined ? +a > 12 : order !== 'mdy';
  return dayFirst ? moment(century(c), b, a, rest) : moment(century(c), a, b, rest);
}

/** As in POSIX, 69 to 99 are 1969 to 1999. */
const century = (year: string): string => (year.length === 4 ? year : +year < 69 ? `20${year}` : `19${year}`);

function monthFirst(text: string): number {
  const parts = NAME_DAY.exec(text);
  if (parts !== null) return ofName(parts[3]!, parts[1]!, parts[2]!, text.slice(parts[0].length));
  const [, name, year] = NAME_YEAR.exec(text) ?? [];
  if (name === undefined || year === undefined) return Number.NaN;
  return year.length === 4 || isShortMonth(name.toLowerCase()) ? ofName(year, name, '1', '') : Number.NaN;
}

/** `Sep 16` is September 2016 in some tables, the sixteenth in others; `Mai 16` and `Sep-16` are months. */
export function isDayOrMonth(text: string): boolean {
  const [, name = ''] = /^([a-z]{3})\.? \d\d$/i.exec(text) ?? [];
  return ENGLISH.has(name.toLowerCase());
}

function ofName(year: string, name: string, day: string, rest: string): number {
  const month = MONTHS.get(name.toLowerCase());
  return month === undefined ? Number.NaN : moment(century(year), String(month), day, rest);
}

function moment(yearText: string, monthText: string, dayText: string, time: string): number {
  const [year, month, day] = [+yearText, +monthText, +dayText];
  const match = time === '' ? [] : TIME.exec(time);
  if (match === null || year < 100) return Number.NaN;
  const [, hours, minutes = 0, seconds = 0, fraction, half, zone] = match;
  const hour = hours === undefined ? 0 : hourOf(+hours, half);
  const [minute, second] = [+minutes, +seconds];
  if (!(hour <= 23) || minute > 59 || second > 59) return Number.NaN;
  if (!(day >= 1 && day <= daysIn(year, month))) return Number.NaN;
  const milliseconds = fraction === undefined ? 0 : Math.floor(+`0.${fraction}` * 1000);
  const at = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  return at - zoneOf(zone);
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined || half === 'Uhr') return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}

function zoneOf(zone: string | undefined): number {
  if (zone === undefined || /^[A-Z]/.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone[0] === '-' ? -minutes : minutes) * 60_000;
}

const DAY = 86_400_000;

/** ISO 8601: the first week of a year is the one with the fourth of January; it begins on Monday. */
function weekStart(year: number, week: number, day: number): number {
  const fourth = Date.UTC(year, 0, 4);
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY;
  const at = monday + (week - 1) * 7 * DAY;
  // The last week of a year is the one whose Thursday is still in that year.
  if (week < 1 || new Date(at + 3 * DAY).getUTCFullYear() !== year) return Number.NaN;
  return at + (day - 1) * DAY;
}

/** A number as a time: `seconds` or `milliseconds` since 1970, a `year`, or `compact`, 20240531; NaN if impossible. */
export function numberAsTime(value: number, clock: Clock): number {
  if (clock === 'milliseconds') return value;
  if (clock === 'seconds') return value * 1000;
  const text = String(value);
  if (clock === 'year') return /^\d{4}$/.test(text) ? moment(text, '1', '1', '') : Number.NaN;
  return /^\d{8}$/.test(text) ? moment(text.slice(0, 4), text.slice(4, 6), text.slice(6), '') : Number.NaN;
}

/** What the numbers of a date column most likely are, by their minimum and maximum. */
export function clockOf(least: number, largest: number): Clock {
  if (least >= 1000 && largest < 3000) return 'year';
  if (!Number.isNaN(numberAsTime(least, 'compact')) && !Number.isNaN(numberAsTime(largest, 'compact')))
    return 'compact';
  return largest >= 1e8 && largest < 1e11 ? 'seconds' : 'milliseconds';
}
