import type { DurationUnit } from '../../spec';

/** Lengths of time: `36:15`, `1:02:15.5`, `1 d 02:00`, `1 day, 2:00:00`, `2 h 30 min`, `PT2H30M`. */

const SECONDS = { week: 604_800, day: 86_400, hour: 3600, minute: 60, second: 1, millisecond: 0.001 } as const;
type Part = keyof typeof SECONDS;
const WRITINGS: Readonly<Record<Part, string>> = {
  week: 'w|weeks?|Wochen?|周',
  day: 'd|days?|Tage?|天|日',
  hour: 'h|hrs?|hours?|Std\\.?|Stunden?|小时|时',
  minute: 'm|min\\.?|mins|minutes?|Minuten?|分钟|分',
  second: 's|secs?\\.?|seconds?|Sek\\.?|Sekunden?|秒钟?',
  millisecond: 'ms',
};
const PARTS = Object.keys(WRITINGS) as Part[];

const DAYS = `(?:(\\d{1,5}) ?(?:${WRITINGS.day})(?:, ?| ))`;
const CLOCK = new RegExp(`^([+-])?${DAYS}?(\\d{1,5}):([0-5]\\d)(?::([0-5]\\d)(?:[.,](\\d{1,9}))?)?(?: ?h)?$`, 'iu');
/** .NET writes `1.02:00:00`. */
const DOTTED_DAYS = /^([+-])?(\d{1,5})\.(\d\d):([0-5]\d):([0-5]\d)(?:[.,](\d{1,9}))?$/;
const ISO = /^([+-])?P(?=.)(?:(\d+)W)?(?:([\d.,]+)D)?(?:T(?=.)(?:([\d.,]+)H)?(?:([\d.,]+)M)?(?:([\d.,]+)S)?)?$/;
const AMOUNT = '(\\d+(?:[.,]\\d+)?)';
const WORDS = new RegExp(`^([+-])?${PARTS.map(part => `(?:${AMOUNT} ?(?:${WRITINGS[part]}),? ?)?`).join('')}$`, 'iu');
const IS_UNIT = new RegExp(`^(?:${PARTS.map(part => WRITINGS[part]).join('|')})$`, 'iu');
const LONGEST = 40;
/** Most texts are words, which need no further look. */
const BEGINNING = /^[+-]?[\dP]/;

interface Duration {
  readonly seconds: number;
  /** a clock of two parts may be hours and minutes, or minutes and seconds; null: no clock, or one behind days */
  readonly clock: 'two' | 'three' | null;
  /** the first part of a clock */
  readonly first: number;
  /** how many parts are written */
  readonly parts: number;
}

const amountOf = (text: string | undefined): number => (text === undefined ? 0 : +text.replace(',', '.'));

/** A text as a length of time; null: it is none. Of a clock with two parts the first is hours. */
export function durationOf(text: string): Duration | null {
  if (text.length > LONGEST || text.length < 2 || !BEGINNING.test(text)) return null;
  const clock = CLOCK.exec(text) ?? DOTTED_DAYS.exec(text);
  if (clock !== null) {
    const [, sign, days, hours, minutes, seconds, fraction = '0'] = clock;
    const whole = amountOf(days) * SECONDS.day + amountOf(hours) * 3600 + amountOf(minutes) * 60 + amountOf(seconds);
    const parts = days !== undefined ? null : seconds === undefined ? 'two' : 'three';
    return { seconds: signed(sign, whole + +`0.${fraction}`), clock: parts, first: amountOf(hours), parts: 2 };
  }
  const iso = ISO.exec(text);
  const words = iso ?? WORDS.exec(text);
  if (words === null) return null;
  const [, sign, ...amounts] = words;
  const given = amounts.filter(amount => amount !== undefined).length;
  if (given === 0) return null;
  const total = amounts.reduce((sum, amount, i) => sum + amountOf(amount) * SECONDS[PARTS[i]!], 0);
  return Number.isNaN(total)
    ? null
    : { seconds: signed(sign, total), clock: null, first: 0, parts: iso === null ? given : 2 };
}

const signed = (sign: string | undefined, value: number): number => (sign === '-' && value !== 0 ? -value : value);

/** Nothing but a length of time: not a time of day, as `6:15`, and not a number with a unit, as `45 min`. */
export function isSurelyDuration(text: string): boolean {
  const duration = durationOf(text);
  if (duration === null) return false;
  if (duration.clock === null) return duration.parts > 1;
  return duration.seconds < 0 || duration.seconds > SECONDS.day || (duration.clock === 'two' && duration.first > 24);
}

/** Is this unit of a number one of time? */
export const isTimeUnit = (unit: string): boolean => IS_UNIT.test(unit);

/** A text as a number of hours or minutes, which are the first part of a clock with two; NaN: it is no length of time. */
export function parseDuration(text: string, unit: DurationUnit): number {
  const duration = durationOf(text);
  if (duration === null) return Number.NaN;
  const { seconds, clock } = duration;
  if (unit === 'hours') return seconds / 3600;
  return (clock === 'two' ? seconds / 60 : seconds) / 60;
}
