import { isPrefix, isSuffix } from './units';

/** A number as people write it: `-1.234,50 €`, `5 %`, `$5`, `1,250`, `1 234,5`, `3,5E-1`. */

/** How its digits are written, and what that says of the decimal sign. */
export const NO_NUMBER = 0;
/** digits only: nothing */
export const WHOLE = 1;
/** a code that a number would damage: `007`, or more digits than a float64 has */
export const CODE = 2;
/** the point or the comma can only be the decimal sign: `2.5`, `1,234.50` */
export const DECIMAL_POINT = 3;
export const DECIMAL_COMMA = 4;
/** the point or the comma stands once, before three digits: `1.234` may be a fraction, or a thousand and more */
export const MAYBE_POINT = 5;
export const MAYBE_COMMA = 6;
/** the point or the comma can only stand between thousands: `1.234.567` */
export const GROUPED_POINT = 7;
export const GROUPED_COMMA = 8;
/** infinity, in any of its writings */
export const INFINITE = 9;

export interface Numeral {
  readonly kind: number;
  readonly negative: boolean;
  /** digits and the signs between them */
  readonly body: string;
  /** '': none */
  readonly unit: string;
}

export type DecimalSign = '.' | ',';

const NONE: Numeral = { kind: NO_NUMBER, negative: false, body: '', unit: '' };
const LONGEST = 48;
const BODY = /^(?:\d[\d.,'’ \u00a0\u202f\u2009]*\d|\d|[.,]\d+)[.,]?(?:[eE][+-]?\d+)?/;
const SIGN = /^[+\-−–]/;
const INFINITY = /^[+-]?inf(?:inity)?$/i;

/** Takes a trimmed text apart; `kind` is NO_NUMBER where it is none. */
export function numeralOf(text: string): Numeral {
  if (text.length > LONGEST) return NONE;
  if (INFINITY.test(text)) return { ...NONE, kind: INFINITE };
  const start = text.search(/\d|[.,]\d/);
  if (start < 0) return NONE;
  let before = text.slice(0, start).trim();
  let sign = SIGN.exec(before)?.[0] ?? '';
  if (sign !== '') before = before.slice(1).trim();
  else if (before !== '' && SIGN.test(before.slice(-1))) {
    sign = before.slice(-1);
    before = before.slice(0, -1).trim();
  }
  if (before !== '' && !isPrefix(before)) return NONE;
  const rest = text.slice(start);
  const body = BODY.exec(rest)?.[0];
  if (body === undefined) return NONE;
  let after = rest.slice(body.length);
  // SAP writes the minus behind the number
  if (after.startsWith('-') && sign === '') [sign, after] = ['-', after.slice(1)];
  const suffix = after.trim();
  if (suffix !== '' && (before !== '' || !isSuffix(suffix, suffix !== after))) return NONE;
  const kind = kindOf(body);
  return kind === NO_NUMBER ? NONE : { kind, negative: sign !== '' && sign !== '+', body, unit: before || suffix };
}

const BY_SPACES = /^\d{1,3}([ '’\u00a0\u202f\u2009])\d{3}(?:\1\d{3})*(?:[.,]\d*)?$/;
const GROUPS = /^[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*$/;
/** India: `12,34,567` */
const LAKHS = /^[1-9]\d?(?:,\d\d)+,\d{3}$/;

function kindOf(body: string): number {
  const [mantissa = ''] = body.split(/[eE]/);
  const exponent = mantissa.length < body.length;
  if (/[^\d.,]/.test(mantissa)) {
    if (exponent || !BY_SPACES.test(mantissa)) return NO_NUMBER;
    return mantissa.includes('.') ? DECIMAL_POINT : mantissa.includes(',') ? DECIMAL_COMMA : WHOLE;
  }
  const points = mantissa.split('.').length - 1;
  const commas = mantissa.split(',').length - 1;
  if (points + commas === 0) return exponent || !isCode(mantissa) ? WHOLE : CODE;
  const point = mantissa.lastIndexOf('.') > mantissa.lastIndexOf(',');
  if (points > 0 && commas > 0) return bothSigns(mantissa, point ? points : commas, point);
  const sign = point ? '.' : ',';
  if (points + commas > 1) {
    if (exponent || !(GROUPS.test(mantissa) || LAKHS.test(mantissa))) return NO_NUMBER;
    return point ? GROUPED_POINT : GROUPED_COMMA;
  }
  const [whole = '', fraction = ''] = mantissa.split(sign);
  if (whole.length > 1 && whole.startsWith('0')) return CODE;
  if (!exponent && fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole)) return point ? MAYBE_POINT : MAYBE_COMMA;
  return point ? DECIMAL_POINT : DECIMAL_COMMA;
}

/** `1,234.50`: what stands last is the decimal sign, once; the other stands between thousands. */
function bothSigns(mantissa: string, lastSigns: number, point: boolean): number {
  const whole = mantissa.slice(0, mantissa.lastIndexOf(point ? '.' : ','));
  if (lastSigns > 1 || !(GROUPS.test(whole) || LAKHS.test(whole))) return NO_NUMBER;
  return point ? DECIMAL_POINT : DECIMAL_COMMA;
}

const isCode = (digits: string): boolean =>
  (digits.length > 1 && digits.startsWith('0')) || !Number.isSafeInteger(+digits);

/** The decimal sign that this writing proves; null: it says nothing. */
export function provenDecimal(kind: number): DecimalSign | null {
  if (kind === DECIMAL_POINT || kind === GROUPED_COMMA) return '.';
  return kind === DECIMAL_COMMA || kind === GROUPED_POINT ? ',' : null;
}

/** What stands between the thousands of this body under this decimal sign; '': nothing. */
export function groupSign({ body }: Numeral, decimal: DecimalSign): string {
  const found = /[^\deE+-]/.exec(body)?.[0] ?? '';
  return found === decimal ? '' : found;
}

/**
 * Its number with this decimal sign, or NaN where it cannot be written so. `thousands`: what may stand between thousands;
 * '' nothing, null anything but the decimal sign.
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
  const digits = decimal === '.' ? body.replace(/[^\d.eE+-]/g, '') : body.replace(/[^\d,eE+-]/g, '').replace(',', '.');
  const value = +digits;
  return negative && value !== 0 ? -value : value;
}

/** The kinds of spaces and of apostrophes are one sign. */
const plainSign = (sign: string): string => (sign === '’' ? "'" : /\s/.test(sign) ? ' ' : sign);
