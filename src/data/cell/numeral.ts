import type { DecimalSign } from '../../spec';
import { affixes, magnitudeOf, NOTHING } from './units';

/** A number as people write it: `-1.234,50 €`, `5 %`, `$5`, `1,250`, `1 234,5`, `3,5E-1`. */

/** The kinds of numerals: how their digits are written, and what that proves about the decimal sign. Not a number. */
export const NO_NUMBER = 0;
/** only digits: proves nothing */
export const WHOLE = 1;
/** a code that a number would change: `007`, or more digits than a float64 has */
export const CODE = 2;
/** the point or the comma can only be the decimal sign: `2.5`, `1,234.50` */
export const DECIMAL_POINT = 3;
export const DECIMAL_COMMA = 4;
/** one point or comma before three digits: `1.234` may be a fraction, or more than a thousand */
export const MAYBE_POINT = 5;
export const MAYBE_COMMA = 6;
/** the point or the comma can only be the thousands separator: `1.234.567` */
export const GROUPED_POINT = 7;
export const GROUPED_COMMA = 8;
/** infinity, in any notation */
export const INFINITE = 9;

export interface Numeral {
  readonly kind: number;
  readonly negative: boolean;
  /** digits and the signs between them */
  readonly body: string;
  /** '': none */
  readonly unit: string;
}

const NONE: Numeral = { kind: NO_NUMBER, negative: false, body: '', unit: '' };
const INFINITY: Numeral = { ...NONE, kind: INFINITE };
const LONGEST = 48;

/** Splits a trimmed text into its parts; `kind` is NO_NUMBER if it is not a number. */
export function numeralOf(text: string): Numeral {
  if (text.length > LONGEST) return NONE;
  if (text.startsWith('(') && text.endsWith(')')) return inBrackets(text);
  const start = numberStart(text);
  if (start < 0) return isInfinity(text) ? INFINITY : NONE;
  const end = numberEnd(text, start);
  const before = start === 0 ? NOTHING : affixes.before(text.slice(0, start));
  const after = end === text.length ? NOTHING : affixes.after(text.slice(end));
  // A number has a sign, and a unit, on one side only; but `$1.2M` has a currency and a power of ten.
  if (before === null || after === null || (before.signed && after.signed)) return NONE;
  if (before.unit && after.unit && magnitudeOf(after.unit)?.rest !== '') return NONE;
  const body = text.slice(start, end);
  const kind = kindOf(body);
  if (kind === NO_NUMBER) return NONE;
  return {
    kind,
    negative: before.negative || after.negative,
    body,
    unit: before.unit && after.unit ? `${before.unit} ${after.unit}` : before.unit || after.unit,
  };
}

/** Accountants write `($3.50)` for −$3.50; `(3)` is a remark. */
function inBrackets(text: string): Numeral {
  const inner = numeralOf(text.slice(1, -1).trim());
  const isAmount = inner.unit !== '' || provenDecimal(inner.kind) !== null || isMaybeThousands(inner.kind);
  return isAmount && !inner.negative ? { ...inner, negative: true } : NONE;
}

/** May it be either a fraction or more than a thousand? */
export const isMaybeThousands = (kind: number): boolean => kind === MAYBE_POINT || kind === MAYBE_COMMA;

const isInfinity = (text: string): boolean => text.length <= 9 && /^[+-]?inf(?:inity)?$/i.test(text);

const isDigit = (char: number): boolean => char >= 48 && char <= 57;
const isPoint = (char: number): boolean => char === 44 || char === 46;
/** Spaces and apostrophes as thousands separators. */
const isGap = (char: number): boolean =>
  char === 32 || char === 39 || char === 0xa0 || char === 0x2009 || char === 0x2019 || char === 0x202f;

/** The position of the first digit, or of a decimal sign before it; −1: none. */
function numberStart(text: string): number {
  for (let i = 0; i < text.length; i++) {
    if (!isDigit(text.charCodeAt(i))) continue;
    const bare = i > 0 && isPoint(text.charCodeAt(i - 1)) && (i === 1 || !isPoint(text.charCodeAt(i - 2)));
    return bare ? i - 1 : i;
  }
  return -1;
}

/** The end of the number, with its decimal sign and exponent. */
function numberEnd(text: string, start: number): number {
  let end = start;
  for (let i = start; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (isDigit(char)) end = i + 1;
    else if (!isPoint(char) && !isGap(char)) break;
  }
  if (end < text.length && isPoint(text.charCodeAt(end))) end++;
  const letter = end < text.length ? text.charCodeAt(end) | 32 : 0;
  return letter === 101 ? end + (/^[eE][+-]?\d+/.exec(text.slice(end))?.[0].length ?? 0) : end;
}

const BY_SPACES = /^\d{1,3}([ '’\u00a0\u202f\u2009])\d{3}(?:\1\d{3})*(?:[.,]\d*)?$/;
const GROUPS = /^[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*$/;
/** India: `12,34,567` */
const LAKHS = /^[1-9]\d?(?:,\d\d)+,\d{3}$/;

function kindOf(body: string): number {
  let [points, commas, gaps, first, last] = [0, 0, 0, -1, -1];
  let length = body.length;
  for (let i = 0; i < length; i++) {
    const char = body.charCodeAt(i);
    if (isDigit(char)) continue;
    if ((char | 32) === 101) length = i;
    else if (!isPoint(char)) gaps++;
    else {
      if (first < 0) first = i;
      last = i;
      char === 46 ? points++ : commas++;
    }
  }
  const exponent = length < body.length;
  const point = last >= 0 && body.charCodeAt(last) === 46;
  if (gaps > 0) {
    if (exponent || !BY_SPACES.test(body)) return NO_NUMBER;
    return points > 0 ? DECIMAL_POINT : commas > 0 ? DECIMAL_COMMA : WHOLE;
  }
  if (last < 0) return exponent || !isCode(body) ? WHOLE : CODE;
  if (points > 0 && commas > 0) return bothSigns(body.slice(0, last), point ? points : commas, point);
  if (points + commas > 1) {
    if (exponent || !(GROUPS.test(body) || LAKHS.test(body)) || isAddress(body)) return NO_NUMBER;
    return point ? GROUPED_POINT : GROUPED_COMMA;
  }
  const leading = body.charCodeAt(0) === 48;
  if (first > 1 && leading) return CODE;
  const maybe = !exponent && length - first === 4 && first >= 1 && first <= 3 && !leading;
  return point ? (maybe ? MAYBE_POINT : DECIMAL_POINT) : maybe ? MAYBE_COMMA : DECIMAL_COMMA;
}

/** `1,234.50`: the last sign is the decimal sign, once; the other one separates thousands. */
function bothSigns(whole: string, lastSigns: number, point: boolean): number {
  if (lastSigns > 1 || !(GROUPS.test(whole) || LAKHS.test(whole))) return NO_NUMBER;
  return point ? DECIMAL_POINT : DECIMAL_COMMA;
}

/** 192.168.100.100 is an IP address. */
const isAddress = (body: string): boolean => {
  const parts = body.split('.');
  return parts.length === 4 && parts.every(part => +part <= 255);
};

const isCode = (digits: string): boolean =>
  (digits.length > 1 && digits.startsWith('0')) || !Number.isSafeInteger(+digits);

/** The decimal sign that this numeral proves; null: none. */
export function provenDecimal(kind: number): DecimalSign | null {
  if (kind === DECIMAL_POINT || kind === GROUPED_COMMA) return '.';
  return kind === DECIMAL_COMMA || kind === GROUPED_POINT ? ',' : null;
}

/** The thousands separator of this body, given the decimal sign; '': none. */
export function groupSign({ body }: Numeral, decimal: DecimalSign): string {
  const found = /[^\deE+-]/.exec(body)?.[0] ?? '';
  return found === decimal ? '' : found;
}

/**
 * Its number with this decimal sign, or NaN if it cannot be written so. `thousands`: the thousands separator; '': none;
 * null: anything but the decimal sign.
 */
export function numeralValue(numeral: Numeral, decimal: DecimalSign, thousands: string | null = null): number {
  const { kind, negative, body } = numeral;
  if (kind === NO_NUMBER || kind === INFINITE) return Number.NaN;
  const proven = provenDecimal(kind);
  if (proven !== null && proven !== decimal) return Number.NaN;
  if (thousands !== null) {
    const sign = groupSign(numeral, decimal);
    if (sign !== '' && plainSign(sign) !== plainSign(thousands)) return Number.NaN;
  }
  const bare = decimal === '.' ? body : body.replaceAll('.', '').replace(',', '.');
  const plain = +bare;
  const value = Number.isNaN(plain) ? +bare.replace(GROUPED, '') : plain;
  return negative && value !== 0 ? -value : value;
}

/** Characters that are not part of a number with a decimal point. */
const GROUPED = /[^\d.eE+-]/g;

/** All kinds of spaces are one sign, and so are all kinds of apostrophes. */
const plainSign = (sign: string): string => (sign === '’' ? "'" : /\s/.test(sign) ? ' ' : sign);
