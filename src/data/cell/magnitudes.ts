/** Words for powers of ten beside a number: `1.2k`, `3M`, `4 Mio. €`, `TEUR`, `2万`. */

/** The power of ten of each word; a letter may also be a label, as in the house number 12B. */
const LETTERS: Readonly<Record<string, number>> = { k: 3, K: 3, M: 6, B: 9 };
const EXPONENTS: Readonly<Record<string, number>> = {
  ...LETTERS,
  ...{ tsd: 3, thsd: 3, thousand: 3, thousands: 3, tausend: 3, t: 3, 千: 3, 万: 4 },
  ...{ mio: 6, mn: 6, mln: 6, mill: 6, million: 6, millions: 6, millionen: 6, 百万: 6, 亿: 8 },
  ...{ bn: 9, mrd: 9, mld: 9, billion: 9, billions: 9, milliarde: 9, milliarden: 9, 十亿: 9 },
};

/** Longer words come before their beginnings. */
const WORDS =
  'Milliarden?|million(?:en|s)?|billions?|thousands?|Tausend|thsd\\.?|Tsd\\.?|Mio\\.?|mill\\.?|mln\\.?|mld\\.?|Mrd\\.?|mn|bn';
const FIRST = new RegExp(`^(${WORDS}|百万|十亿|[千万亿])(?: ?(.+))?$`, 'iu');
const LETTER_FIRST = /^([kKMBT])(?: ?(\S+))?$/u;
const LAST = new RegExp(`^(\\S+) (${WORDS}|[kKMB])$`, 'u');

export interface Magnitude {
  /** the number beside it is multiplied by ten to this power */
  readonly exponent: number;
  /** the unit without the word, `€`; '': none */
  readonly rest: string;
  /** it is a single letter, without a currency */
  readonly letter: boolean;
}

/** The power of ten that a unit contains; null: none. Only a currency may stand beside the word: `kg` is a unit. */
export function magnitudeOf(unit: string, isCurrency: (text: string) => boolean): Magnitude | null {
  const last = LAST.exec(unit);
  const [word = '', rest = ''] = last !== null ? [last[2], last[1]] : ofFirst(unit);
  const exponent = LETTERS[word] ?? EXPONENTS[word.toLowerCase().replace('.', '')];
  if (exponent === undefined || (rest !== '' && !isCurrency(rest))) return null;
  if (word === 'T' && rest === '') return null; // tesla, tons
  return { exponent, rest, letter: rest === '' && word.length === 1 && word in LETTERS };
}

function ofFirst(unit: string): string[] {
  const [, word = '', rest = ''] = FIRST.exec(unit) ?? LETTER_FIRST.exec(unit) ?? [];
  return [word, rest];
}

/** A number times ten to this power, exactly: 1.1 million is 1,100,000. */
export function magnified(value: number, exponent: number): number {
  const text = String(value);
  return Number.isNaN(exponent) || /[eIN]/.test(text) ? value * 10 ** exponent : Number(`${text}e${exponent}`);
}
