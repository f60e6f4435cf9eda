import { FAILED_BEGIN, MARKS, MARKS_AMONG_NUMBERS } from './marks';
import { MONTHS } from './month-names';
import { CURRENCIES } from './units';

/**
 * The first two bytes show that most texts are words. So a column with as many texts as rows can be recognized as free
 * text without making strings.
 */

/** The beginnings of missing marks, infinities, and numbers and dates that begin with letters: 1 at both bytes. */
const BEGINNINGS = new Uint8Array(2 ** 16);
for (const word of [
  ...MARKS,
  ...MARKS_AMONG_NUMBERS,
  ...CURRENCIES,
  ...MONTHS.keys(),
  ...FAILED_BEGIN.words,
  'inf',
  '+inf',
  '-inf',
])
  for (const variant of [word, word.toLowerCase(), word.toUpperCase(), capital(word), inner(word)]) {
    const bytes = Buffer.from(variant);
    if (bytes.length > 1) BEGINNINGS[bytes.readUInt16BE()] = 1;
  }
BEGINNINGS.fill(1, FAILED_BEGIN.byte.charCodeAt(0) << 8, (FAILED_BEGIN.byte.charCodeAt(0) + 1) << 8);

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
}
/** `jAN`: names of months and infinities are read in any case. */
function inner(word: string): string {
  return word.slice(0, 1).toLowerCase() + word.slice(1).toUpperCase();
}

/** `P1DT2H`, `PT45M`: a length of time in ISO 8601 */
const [PERIOD, TIME] = [80, 84];

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
const isLetter = (byte: number): boolean => (byte | 32) >= 97 && (byte | 32) <= 122;

/** In UTF-8, no number and no date that begins with a non-digit is longer. */
const LONGEST = 3 * 48;

/**
 * Is this UTF-8 surely a word: not a number, a date, or a known missing mark? If false, it may still be one, and the
 * text itself must be examined.
 */
export function isPlainWord(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < 2) return false;
  const first = bytes[from]!;
  const second = bytes[from + 1]!;
  if (isDigit(first) || BEGINNINGS[(first << 8) | second] === 1) return false;
  if (first === PERIOD && (isDigit(second) || (second === TIME && isDigit(bytes[from + 2] ?? 0)))) return false;
  if (isLetter(first) && (isLetter(second) || isDigit(second))) return true;
  if (to - from > LONGEST) return true;
  for (let i = from + 1; i < to; i++) if (isDigit(bytes[i]!)) return false;
  return true;
}
