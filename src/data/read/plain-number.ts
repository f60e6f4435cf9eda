import { FIXED, LONG, LONGEST, SHORTEST, SURE_DIGITS } from '../cell/written-form';
import { longDecimal, POWERS } from './decimal';

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const TEN = 10;
/** Below it, JavaScript writes an exponent. */
const TINY = 1e-6;
/** Digits that fit into a 32-bit integer. */
const SHORT = 9;

/**
 * Reads plain numbers (written-form.ts) from bytes, without making a string. Exponents and whole numbers with many
 * digits are left to `writingOf`.
 */
export class PlainNumber {
  value = 0.5; // V8 keeps a field that starts as a fraction as a float64
  writing = SHORTEST;
  /** it is a plain number if the cell ends here */
  plain = false;
  /** number of digits read */
  digits = 0;

  /** Reads from `start` as far as the digits go; returns their end. They must be followed by another byte. */
  read(bytes: Buffer, start: number): number {
    const negative = bytes[start] === MINUS;
    const first = negative ? start + 1 : start;
    let p = first;
    // most numbers are short, and 32-bit integers are faster
    let value = 0;
    let digit = bytes[p]! - ZERO;
    while (digit >>> 0 < TEN) {
      value = (Math.imul(value, TEN) + digit) | 0;
      digit = bytes[++p]! - ZERO;
    }
    const whole = p - first;
    let fraction = 0;
    if (digit === POINT - ZERO) {
      digit = bytes[++p]! - ZERO;
      const from = p;
      while (digit >>> 0 < TEN) {
        value = (Math.imul(value, TEN) + digit) | 0;
        digit = bytes[++p]! - ZERO;
      }
      fraction = p - from;
    }
    this.digits = whole + fraction;
    if (this.digits > SHORT) return this.long(bytes, first, p, fraction, negative);
    if (whole === 0 || (whole > 1 && bytes[first] === ZERO) || bytes[p - 1] === POINT || (negative && value === 0))
      return this.none(p);
    this.plain = true;
    this.writing = SHORTEST;
    let number = value;
    if (fraction > 0) {
      number /= POWERS[fraction]!;
      if (bytes[p - 1] === ZERO || number < TINY) this.writing = FIXED + fraction;
    }
    this.value = negative ? -number : number;
    return p;
  }

  private none(end: number): number {
    this.plain = false;
    return end;
  }

  /** The same for a number with many digits, from `first` to `end`. */
  private long(bytes: Buffer, first: number, end: number, fraction: number, negative: boolean): number {
    const { digits } = this;
    const whole = digits - fraction;
    if (whole === 0 || (whole > 1 && bytes[first] === ZERO) || bytes[end - 1] === POINT) return this.none(end);
    if (fraction === 0 ? digits > SURE_DIGITS : digits + 1 + Number(negative) > LONGEST) return this.none(end);
    const value = longDecimal(bytes, first, end, fraction);
    if (negative && value === 0) return this.none(end);
    this.plain = true;
    this.writing = SHORTEST;
    if (digits > SURE_DIGITS) this.writing = LONG;
    else if (fraction > 0 && (bytes[end - 1] === ZERO || value < TINY)) this.writing = FIXED + fraction;
    this.value = negative ? -value : value;
    return end;
  }
}
