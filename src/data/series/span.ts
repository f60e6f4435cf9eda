import { badArgument } from '../../errors';
import type { Span } from '../../spec';

/** Lengths of time as users write them: `48` (steps), `2d`, `24h`, `1h30m`, `3mo`, or ISO 8601 (`P1D`, `PT15M`). */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const UNITS: Readonly<Record<string, Span>> = {
  ms: { unit: 'ms', size: 1 },
  s: { unit: 'ms', size: SECOND },
  sec: { unit: 'ms', size: SECOND },
  m: { unit: 'ms', size: MINUTE },
  min: { unit: 'ms', size: MINUTE },
  h: { unit: 'ms', size: HOUR },
  d: { unit: 'ms', size: DAY },
  w: { unit: 'ms', size: 7 * DAY },
  mo: { unit: 'months', size: 1 },
  q: { unit: 'months', size: 3 },
  y: { unit: 'months', size: 12 },
};
/** The letters of ISO 8601, before and after the T. */
const ISO_DATE: Readonly<Record<string, string>> = { Y: 'y', M: 'mo', W: 'w', D: 'd' };
const ISO_TIME: Readonly<Record<string, string>> = { H: 'h', M: 'm', S: 's' };

const NUMBER = String.raw`\d+(?:\.\d+)?`;
const PARTS = new RegExp(`(${NUMBER}) ?(ms|min|mo|sec|[smhdwqy])`, 'gy');
const ISO = new RegExp(`^P(?:(?:${NUMBER}[YMWD])*)(?:T(?:${NUMBER}[HMS])+)?$`);

/** Reads a length; null: it is none. */
export function parseSpan(text: string): Span | null {
  const said = text.trim();
  if (/^\d+$/.test(said)) return { unit: 'steps', size: Number(said) };
  const parts = ISO.test(said) && said.length > 1 ? isoParts(said) : plainParts(said.toLowerCase());
  if (parts === null || parts.length === 0) return null;
  const unit = parts[0]!.unit;
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  if (parts.some(part => part.unit !== unit) || !Number.isSafeInteger(size)) return null;
  return { unit, size };
}

function plainParts(text: string): Span[] | null {
  const parts: Span[] = [];
  PARTS.lastIndex = 0;
  let at = 0;
  for (let found = PARTS.exec(text); found !== null; found = PARTS.exec(text)) {
    parts.push(times(UNITS[found[2]!]!, Number(found[1])));
    at = PARTS.lastIndex;
    while (text[at] === ' ') at++;
    PARTS.lastIndex = at;
  }
  return at === text.length ? parts : null;
}

function isoParts(text: string): Span[] {
  const [date = '', time = ''] = text.slice(1).split('T');
  const read = (part: string, letters: Readonly<Record<string, string>>): Span[] =>
    [...part.matchAll(new RegExp(`(${NUMBER})([A-Z])`, 'g'))].map(found =>
      times(UNITS[letters[found[2]!]!]!, Number(found[1])),
    );
  return [...read(date, ISO_DATE), ...read(time, ISO_TIME)];
}

const times = ({ unit, size }: Span, factor: number): Span => ({ unit, size: size * factor });

/** The length of a setting, for which `least` is the smallest size. Throws a Problem. */
export function spanOf(name: string, text: string, least: number): Span {
  const span = parseSpan(text);
  if (span === null || span.size < least)
    throw badArgument(name, 'a number of steps, or a time such as 30min, 24h, 7d, 3mo or P1D', text);
  return span;
}

/** A length in words: `30 min`, `1 d`, `3 months`. */
export function spanText({ unit, size }: Span): string {
  if (unit === 'steps') return `${size} steps`;
  if (unit === 'months') return size % 12 === 0 ? `${size / 12} y` : `${size} mo`;
  for (const [short, of] of [
    ['d', DAY],
    ['h', HOUR],
    ['min', MINUTE],
    ['s', SECOND],
  ] as const)
    if (size % of === 0) return `${size / of} ${short}`;
  return size > DAY ? `${Number((size / DAY).toPrecision(4))} d` : `${Number((size / SECOND).toPrecision(6))} s`;
}
