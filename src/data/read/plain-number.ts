import { FIXED, LONG, LONGEST, SHORTEST, SURE_DIGITS } from '../cell/written-form';
import { longDecimal, POWERS } from './decimal';

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const TEN = 10;
/** Below it, JavaScript writes an exponent. */
const TINY = 1e-6;
/** Digits that a 32-bit integer holds. */
const SHORT = 9;

/**
 * Reads plain numbers (written.ts) from bytes, without a text in between. What is written with an exponent, or is a whole
 * number of many digits, is left to `writingOf`.
 */
export class PlainNumber {
  value = 0.5; // V8 keeps a field that begins as a fraction as a float64
  writing = SHORTEST;
  /** what was read is a plain number, if the cell ends with it */
  plain = false;
  /** how many digits were read */
  digits = 0;

  /** Reads at `start` as far as the digits go; returns where they end. A byte that is no digit must follow. */
  read(bytes: Buffer, start: number): number {
    const negative = bytes[start] === MINUS;
    const first = negative ? start + 1 : start;
    let p = first;
    // most numbers are short: integers of 32 bits are quicker
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

  /** The same for a number of many digits, from `first` to `end`. */
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
