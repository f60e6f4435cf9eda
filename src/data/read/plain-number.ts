import { FIXED, LONG, LONGEST, SHORTEST, SURE_DIGITS } from '../cell/written-form';
import { longDecimal, POWERS } from './decimal';

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
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
    let p = start;
    let byte = bytes[p]!;
    const negative = byte === MINUS;
    if (negative) byte = bytes[++p]!;
    const first = p;
    // most numbers are short: integers of 32 bits are quicker
    let value = 0;
    const limit = first + SHORT;
    while (byte >= ZERO && byte <= NINE && p < limit) {
      value = (Math.imul(value, 10) + (byte - ZERO)) | 0;
      byte = bytes[++p]!;
    }
    const whole = p - first;
    let fraction = 0;
    if (byte === POINT) {
      byte = bytes[++p]!;
      while (byte >= ZERO && byte <= NINE && p <= limit) {
        value = (Math.imul(value, 10) + (byte - ZERO)) | 0;
        byte = bytes[++p]!;
      }
      fraction = p - first - whole - 1;
    }
    if (byte >= ZERO && byte <= NINE) return this.long(bytes, start, first);
    this.digits = whole + fraction;
    this.plain =
      whole > 0 && (whole === 1 || bytes[first] !== ZERO) && bytes[p - 1] !== POINT && !(negative && value === 0);
    if (!this.plain) return p;
    let number = value;
    this.writing = SHORTEST;
    if (fraction > 0) {
      if (bytes[p - 1] === ZERO || isTiny(value, fraction)) this.writing = FIXED + fraction;
      number /= POWERS[fraction]!;
    }
    this.value = negative ? -number : number;
    return p;
  }

  /** The same for a number of many digits, which begin at `first`. */
  private long(bytes: Buffer, start: number, first: number): number {
    let p = first;
    let value = 0;
    let point = -1;
    let byte = bytes[p]!;
    while ((byte >= ZERO && byte <= NINE) || (byte === POINT && point < 0)) {
      if (byte === POINT) point = p;
      else value = value * 10 + (byte - ZERO);
      byte = bytes[++p]!;
    }
    const whole = (point < 0 ? p : point) - first;
    const fraction = point < 0 ? 0 : p - point - 1;
    const digits = whole + fraction;
    this.digits = digits;
    this.plain =
      whole > 0 &&
      (whole === 1 || bytes[first] !== ZERO) &&
      (point < 0 ? digits <= SURE_DIGITS : fraction > 0 && p - start <= LONGEST) &&
      !(start < first && value === 0);
    if (!this.plain) return p;
    this.writing = SHORTEST;
    if (digits > SURE_DIGITS) {
      this.writing = LONG;
      value = longDecimal(bytes, first, p, fraction);
    } else if (fraction > 0) {
      if (bytes[p - 1] === ZERO || isTiny(value, fraction)) this.writing = FIXED + fraction;
      value /= POWERS[fraction]!;
    }
    this.value = start < first ? -value : value;
    return p;
  }
}

/** Below a millionth, JavaScript writes an exponent. */
const isTiny = (digits: number, fraction: number): boolean => fraction > 6 && digits < POWERS[fraction - 6]!;
