/**
 * How a number was written. A table keeps numbers as float64, eight bytes each, and gives each text back as it was:
 * `3.10` is the number 3.1 with two decimals. As labels, `3.10` and `3.1` are different; and a column may still turn
 * out to mean 2,075 by `2.075`.
 */

/** It came as a number, not as a text. */
export const TYPED = 0;
/** The text is the one that JavaScript writes for this number: `12`, `0.5`, `1e-14`. */
export const SHORTEST = 1;
/** A decimal with more digits than a float64 surely keeps. It is given back as the shortest text of its number. */
export const LONG = 2;
/** FIXED + d: a text with d decimals, `12.50`, as `toFixed` writes it. */
export const FIXED = 3;
/** The text is not a plain number, or one that could not be given back. */
export const NOT_PLAIN = -1;

/** Decimals with up to this many digits survive conversion to float64. */
export const SURE_DIGITS = 15;
export const LONGEST = 24;

/**
 * How a trimmed text writes a number with a decimal point, or NOT_PLAIN. Plain are `12`, `-0.5`, `3.10` and `1e-14`.
 * Not plain are `007`, `+5`, `.5`, `5.`, `1E5`, `inf` and whole numbers beyond 2^53: their texts must be kept.
 */
export function writingOf(text: string): number {
  const { length } = text;
  if (length === 0 || length > LONGEST) return NOT_PLAIN;
  const first = text.charCodeAt(0) === 45 ? 1 : 0;
  let point = -1;
  let zeros = true;
  for (let i = first; i < length; i++) {
    const char = text.charCodeAt(i);
    if (char === 46 && point < 0) point = i;
    else if (char === 101) return shortest(text);
    else if (char < 48 || char > 57) return NOT_PLAIN;
    else if (char !== 48) zeros = false;
  }
  const whole = (point < 0 ? length : point) - first;
  if (whole === 0 || (whole > 1 && text.charCodeAt(first) === 48) || point === length - 1) return NOT_PLAIN;
  if (zeros && first === 1) return NOT_PLAIN; // −0 would be written 0
  if (point < 0) return length - first <= SURE_DIGITS || Number.isSafeInteger(+text) ? SHORTEST : NOT_PLAIN;
  if (length - first - 1 > SURE_DIGITS) return LONG;
  const tiny = text.startsWith('0.000000', first); // JavaScript writes it with an exponent
  return text.charCodeAt(length - 1) === 48 || tiny ? FIXED + length - 1 - point : SHORTEST;
}

const shortest = (text: string): number => (String(+text) === text ? SHORTEST : NOT_PLAIN);

/** The text of a number with this written form. */
export const writtenText = (value: number, writing: number): string =>
  writing >= FIXED ? value.toFixed(writing - FIXED) : String(value);

/** Has this number, written with a point, three decimals and one to three digits before them? It may mean thousands. */
export function mayBeThousands(value: number, writing: number): boolean {
  const size = Math.abs(value);
  if (!(size >= 1 && size < 1000) || writing === LONG) return false;
  if (writing >= FIXED) return writing === FIXED + 3;
  const thousandths = (size * 1000 + 0.5) | 0;
  return Math.abs(size * 1000 - thousandths) < 1e-6 && thousandths % 10 !== 0;
}
