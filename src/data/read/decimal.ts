/**
 * Decimals of more digits than a float64 holds exactly, from their bytes. Digits are gathered as a sum of two float64, which
 * is divided by a power of ten with the remainder kept (Dekker 1971); where the last bit is not certain, `Number` decides.
 */

/** Powers of ten that a float64 holds exactly. */
export const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** A sum of fifteen digits is exact. */
const HIGH = 15;
const MOST = 19;
const SPLIT = 2 ** 27 + 1;

/** How uncertain the second part of the quotient is, relative to itself; its own error is about 2^-50. */
const DOUBT = 2 ** -44;

/** The digits of `bytes` from `start` to `end`, one point among them, as a number; `fraction`: the digits behind it. */
export function longDecimal(bytes: Buffer, start: number, end: number, fraction: number): number {
  if (fraction >= POWERS.length) return Number(bytes.toString('latin1', start, end));
  let high = 0;
  let low = 0;
  let digits = 0;
  for (let i = start; i < end; i++) {
    const digit = bytes[i]! - 48;
    if (digit < 0 || (digits === 0 && digit === 0)) continue; // the point, and zeros in front
    if (digits < HIGH) high = high * 10 + digit;
    else low = low * 10 + digit;
    digits++;
  }
  if (digits > MOST) return Number(bytes.toString('latin1', start, end));
  const power = POWERS[fraction]!;
  if (digits <= HIGH) return high / power;
  // high · 10^rest + low, exactly: sum + rest
  const shift = POWERS[digits - HIGH]!;
  const product = high * shift;
  const sum = product + low;
  const rest = productError(high, shift, product) + (low - (sum - product));
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
