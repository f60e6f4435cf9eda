/** What the text of one cell means. All rules are here; none depends on the machine's language or time zone. */

/** Texts that stand for no value: pandas' usual ones, SAS's and Stata's dot, MySQL's \N. */
const MISSING = new Set(['', 'NA', 'N/A', 'n/a', '#N/A', 'null', 'NULL', 'Null', 'NaN', 'nan', 'NAN', '?', '.', '\\N']);

export const isMissing = (text: string): boolean => text.length <= 4 && MISSING.has(text);

const NUMBER = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/**
 * The number that a trimmed text is, or NaN. `12`, `-0.5`, `.5`, `1e-3`, `inf`. Not: `007` and whole numbers beyond 2^53
 * (codes, which a number would damage), `0x1F`, `1,234`, `5%`.
 */
export function parseNumber(text: string): number {
  const first = text.charCodeAt(0);
  if (first > 57) return first === 73 || first === 105 ? infinite(text) : Number.NaN;
  if (!NUMBER.test(text)) return first === 43 || first === 45 ? infinite(text) : Number.NaN;
  const value = +text + 0; // −0 becomes 0
  const isCode = Math.abs(value) > Number.MAX_SAFE_INTEGER && /^[+-]?\d+$/.test(text);
  return isCode ? Number.NaN : value;
}

function infinite(text: string): number {
  const match = INFINITE.exec(text);
  if (match === null) return Number.NaN;
  return match[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** More forms, where the column is known to hold numbers: `007`, and `3,14` where the comma cannot mean thousands. */
export function parseLooseNumber(text: string): number {
  const value = parseNumber(text);
  if (!Number.isNaN(value)) return value;
  if (/^[+-]?0\d+(?:\.\d*)?$/.test(text)) return +text;
  return isDecimalComma(text) ? parseDecimalComma(text) : Number.NaN;
}

/** `3,14`, `0,125` and `1.234,50`, but not `1,234`. */
export const isDecimalComma = (text: string): boolean =>
  !Number.isNaN(parseDecimalComma(text)) && !/^[+-]?[1-9]\d{0,2},\d{3}$/.test(text);

/** A text of digits with one comma among them, `3,14`, `1.234,50` or `1,234`, read as a decimal comma; else NaN. */
export const parseDecimalComma = (text: string): number =>
  /^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+$/.test(text) ? +text.replaceAll('.', '').replace(',', '.') : Number.NaN;

const DATE = /^(\d{4})([-/])(\d\d)\2(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?(Z|[+-]\d\d:?\d\d)?)?$/;

/** With dots the day comes first, wherever dates are written with dots. */
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?=$|[T ])/;
const toIso = (_: string, day: string, month: string, year: string) =>
  `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;

/**
 * Milliseconds since 1970 of an ISO 8601 date (`2024-05-31`, `2024-05-31 14:07:59.5+02:00`) or one with dots
 * (`31.5.2024`), or NaN. Without a zone it is UTC. `31/05/2024` is not read: another country would read it as another day.
 */
export function parseDate(text: string): number {
  const match = DATE.exec(text.replace(DOTTED, toIso));
  if (match === null) return Number.NaN;
  const part = (index: number) => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(3), part(4), part(5), part(6), part(7)];
  const time = Date.UTC(year, month - 1, day, hour, minute, second, Math.floor(Number(`0.${match[8] ?? 0}`) * 1000));
  const date = new Date(time);
  if (year < 100 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return Number.NaN;
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  return time - zoneOf(match[9]);
}

function zoneOf(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone[0] === '-' ? -minutes : minutes) * 60_000;
}

const TRUTH: readonly (readonly [string, string])[] = [
  ['false', 'true'],
  ['no', 'yes'],
  ['n', 'y'],
  ['f', 't'],
  ['off', 'on'],
  ['0', '1'],
];

/** 0 or 1 where the text is a word for it, else −1. */
export function truth(text: string): -1 | 0 | 1 {
  const word = text.toLowerCase();
  for (const [no, yes] of TRUTH) if (word === no || word === yes) return word === yes ? 1 : 0;
  return -1;
}

/** The pair of words that all the texts belong to, as `[no, yes]` in lower case, or null. */
export function truthPair(texts: readonly string[]): readonly [string, string] | null {
  return TRUTH.find(pair => texts.every(text => pair.includes(text.toLowerCase()))) ?? null;
}

/** Labels in an order that does not depend on the rows: numbers by size, else by code unit. */
export function sortLabels(labels: readonly string[]): string[] {
  const numbers = labels.map(parseNumber);
  if (numbers.some(Number.isNaN)) return [...labels].sort();
  return labels
    .map((label, i) => ({ label, value: numbers[i]! }))
    .sort((a, b) => a.value - b.value || (a.label < b.label ? -1 : 1))
    .map(x => x.label);
}
