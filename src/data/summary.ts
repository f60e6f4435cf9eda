import { isDecimalComma, isMissing, parseDate, parseDecimalComma, parseNumber, truthPair } from './cells';
import type { RawColumn } from './raw';

/** Different values are counted up to here. */
export const MANY = 10_000;

/** What a text is (0: not looked at yet): a mark of missing, a number that is written otherwise than a plain one, or a word. */
const MISSING = 1;
const NUMBER = 2;
const WORD = 3;

/** What the cells of a raw column are, counted over blocks of rows. */
export class Summary {
  numbers = 0;
  texts = 0;
  /** the first row (from 0) with a word, −1: none */
  firstText = -1;
  allIntegers = true;
  /** each number is the one before + 1, from the first row on */
  consecutive = true;
  private readonly different = new Set<number>();
  private readonly kinds: Uint8Array;
  private words = 0;
  private previous = Number.NaN;

  constructor(readonly column: RawColumn) {
    this.kinds = new Uint8Array(column.texts.length);
  }

  scan(from: number, to: number): void {
    const { numbers, codes } = this.column;
    for (let row = from; row < to; row++) {
      const value = numbers === null ? Number.NaN : numbers[row]!;
      if (!Number.isNaN(value)) this.number(row, value);
      else if (codes !== null && codes[row]! >= 0) this.text(row, codes[row]!);
    }
  }

  private text(row: number, code: number): void {
    const kind = this.kinds[code] || this.look(code);
    if (kind === NUMBER) this.number(row, parseNumber(this.column.texts.at(code)));
    if (kind !== WORD) return;
    this.texts++;
    if (this.firstText < 0) this.firstText = row;
  }

  private look(code: number): number {
    const text = this.column.texts.at(code);
    const kind = isMissing(text)
      ? MISSING
      : this.column.type !== 'category' && !Number.isNaN(parseNumber(text))
        ? NUMBER
        : WORD;
    this.kinds[code] = kind;
    if (kind === WORD) this.words++;
    return kind;
  }

  private number(row: number, value: number): void {
    this.numbers++;
    if (this.allIntegers && !Number.isInteger(value)) this.allIntegers = false;
    if (this.consecutive && row > 0 && value !== this.previous + 1) this.consecutive = false;
    this.previous = value;
    if (this.different.size < MANY) this.different.add(value);
  }

  get values(): number {
    return this.numbers + this.texts;
  }
  get distinct(): number {
    return Math.min(MANY, this.different.size + this.words);
  }
  /** All texts are words for yes and no, or all numbers are 0 and 1. */
  get isBoolean(): boolean {
    if (this.texts === 0) return this.different.size === 2 && this.different.has(0) && this.different.has(1);
    return this.numbers === 0 && this.words <= 4 && truthPair([...this.eachWord()]) !== null;
  }
  get isDate(): boolean {
    return this.numbers === 0 && this.texts > 0 && this.every(text => !Number.isNaN(parseDate(text)));
  }
  /** All texts have a decimal comma, at least one cannot be meant as thousands, and no number has a decimal point. */
  get isDecimalComma(): boolean {
    return (
      this.allIntegers &&
      this.words > 0 &&
      this.every(text => !Number.isNaN(parseDecimalComma(text))) &&
      !this.every(text => !isDecimalComma(text))
    );
  }

  /** The different words. */
  *eachWord(): Generator<string> {
    for (const [code, kind] of this.kinds.entries()) if (kind === WORD) yield this.column.texts.at(code);
  }

  private every(test: (text: string) => boolean): boolean {
    for (const text of this.eachWord()) if (!test(text)) return false;
    return true;
  }
}
