/**
 * The usual time stamp, read from its bytes: `2024-05-31`, `2024-05-31 14:07`, `2024-05-31T14:07:59.5Z`. A series has a
 * million of them, and a string and some regular expressions for each take ten times as long.
 */

const [ZERO, POINT, COLON, DASH, SPACE, T, Z] = [48, 46, 58, 45, 32, 84, 90];
const SHORTEST = 10; // 2024-05-31
const LONGEST = 30; // 2024-05-31T14:07:59.123456789Z

/** Milliseconds since 1970, as `parseDate` reads the text; NaN: it is written otherwise, or no date. */
export function isoTimeAt(bytes: Uint8Array, from: number, to: number): number {
  if (to - from < SHORTEST || to - from > LONGEST) return Number.NaN;
  if (bytes[from + 4] !== DASH || bytes[from + 7] !== DASH) return Number.NaN;
  const year = digits(bytes, from, 4);
  const month = digits(bytes, from + 5, 2);
  const day = digits(bytes, from + 8, 2);
  if (!(year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month))) return Number.NaN;
  if (to === from + SHORTEST) return Date.UTC(year, month - 1, day);
  const end = bytes[to - 1] === Z ? to - 1 : to;
  return Date.UTC(year, month - 1, day) + clockAt(bytes, from + SHORTEST, end);
}

/** ` 14:07`, `T14:07:59`, `T14:07:59.5` in milliseconds. */
function clockAt(bytes: Uint8Array, from: number, to: number): number {
  if ((bytes[from] !== T && bytes[from] !== SPACE) || bytes[from + 3] !== COLON) return Number.NaN;
  const length = to - from;
  const hour = digits(bytes, from + 1, 2);
  const minute = digits(bytes, from + 4, 2);
  if (length < 6 || !(hour <= 23 && minute <= 59)) return Number.NaN;
  const minutes = hour * 60 + minute;
  if (length === 6) return minutes * 60_000;
  const second = bytes[from + 6] === COLON && length >= 9 ? digits(bytes, from + 7, 2) : Number.NaN;
  if (!(second <= 59)) return Number.NaN;
  const seconds = minutes * 60 + second;
  if (length === 9) return seconds * 1000;
  const places = length - 10;
  if (bytes[from + 9] !== POINT || places < 1 || places > 9) return Number.NaN;
  return seconds * 1000 + Math.floor((digits(bytes, from + 10, places) / 10 ** places) * 1000);
}

/** NaN: not all of them are digits. */
function digits(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let i = from; i < from + count; i++) {
    const digit = bytes[i]! - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Of a month that there is not, 0. A column has many dates, and a Date object for each takes longer than the arithmetic. */
export function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0);
}
