import { SURE_DIGITS } from '../cell/written-form';

/**
 * Converts decimals with more digits than a float64 holds exactly, from their bytes. The digits are collected as a sum
 * of two numbers, which is divided by a power of ten keeping the remainder (Dekker 1971); if the last bit is uncertain,
 * `Number` decides.
 */

/** Powers of ten that a float64 holds exactly. */
export const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** Digits that fit into a 32-bit integer, which is faster. */
const PART = 9;
/** Two parts and one digit. */
const MOST = 2 * PART + 1;
const SPLIT = 2 ** 27 + 1;
const POINT = 46;
const ZERO = 48;

/** The uncertainty of the second part of the quotient, relative to itself; its own error is about 2^-50. */
const DOUBT = 2 ** -44;

/**
 * The digits of `bytes` from `start` to `end`, with at most one point among them, as a number; `fraction`: the number
 * of digits after the point.
 */
export function longDecimal(bytes: Buffer, start: number, end: number, fraction: number): number {
  const from = bytes[start] === ZERO && bytes[start + 1] === POINT ? start + 2 : start;
  const digits = end - from - (from === start && fraction > 0 ? 1 : 0);
  if (digits > MOST || fraction >= POWERS.length) return Number(bytes.toString('latin1', start, end));
  let high = 0;
  let low = 0;
  let i = from;
  for (let read = 0; read < PART && i < end; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0) continue; // the point
    high = (Math.imul(high, 10) + digit) | 0;
    read++;
  }
  for (let read = 0; read < PART && i < end; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0) continue;
    low = (Math.imul(low, 10) + digit) | 0;
    read++;
  }
  const power = POWERS[fraction]!;
  const shift = POWERS[Math.max(0, digits - PART)]!;
  // the last of nineteen digits; a point may precede it
  const last = digits === MOST ? low * 10 + (bytes[end - 1]! - ZERO) : low;
  const product = high * shift;
  const sum = product + last;
  if (digits <= SURE_DIGITS) return sum / power; // both are exact
  // high · shift + last, exactly, as sum + rest
  const rest = productError(high, shift, product) + (last - (sum - product));
  const quotient = sum / power;
  const back = quotient * power;
  const left = sum - back - productError(quotient, power, back) + rest;
  const more = left / power;
  const doubt = Math.abs(more) * DOUBT;
  const value = quotient + more;
  if (quotient + (more - doubt) === quotient + (more + doubt)) return value;
  return Number(bytes.toString('latin1', start, end));
}

/** a · b − fl(a · b), exactly. */
function productError(a: number, b: number, product: number): number {
  const a1 = SPLIT * a - (SPLIT * a - a);
  const b1 = SPLIT * b - (SPLIT * b - b);
  const a0 = a - a1;
  const b0 = b - b1;
  return a0 * b0 - (product - a1 * b1 - a0 * b1 - a1 * b0);
}
