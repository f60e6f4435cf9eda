import { isDecimalComma, parseDate, parseDecimalComma, truthPair } from './cells';
import type { RawColumn } from './raw';

/** Different values are counted up to here. */
export const MANY = 10_000;

/** What the cells of a raw column are, counted over blocks of rows. */
export class Summary {
  numbers = 0;
  texts = 0;
  /** the first row (from 0) with a text, −1: none */
  firstText = -1;
  allIntegers = true;
  /** each number is the one before + 1, from the first row on */
  consecutive = true;
  private readonly different = new Set<number>();
  private previous = Number.NaN;

  constructor(readonly column: RawColumn) {}

  scan(from: number, to: number): void {
    const { numbers, codes } = this.column;
    for (let row = from; row < to; row++) {
      const value = numbers === null ? Number.NaN : numbers[row]!;
      if (!Number.isNaN(value)) this.number(row, value);
      else if (codes !== null && codes[row]! >= 0) {
        this.texts++;
        if (this.firstText < 0) this.firstText = row;
      }
    }
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
  get distinctNumbers(): ReadonlySet<number> {
    return this.different;
  }
  get distinct(): number {
    return Math.min(MANY, this.different.size + this.column.texts.length);
  }
  /** All texts are words for yes and no, or all numbers are 0 and 1. */
  get isBoolean(): boolean {
    if (this.texts === 0) return this.different.size === 2 && this.different.has(0) && this.different.has(1);
    return this.numbers === 0 && this.column.texts.length <= 4 && truthPair(this.column.texts) !== null;
  }
  get isDate(): boolean {
    return this.numbers === 0 && this.texts > 0 && this.column.texts.every(text => !Number.isNaN(parseDate(text)));
  }
  /** All texts have a decimal comma, at least one cannot be meant as thousands, and no number has a decimal point. */
  get isDecimalComma(): boolean {
    const { texts } = this.column;
    return (
      this.allIntegers &&
      texts.length > 0 &&
      texts.some(isDecimalComma) &&
      texts.every(text => !Number.isNaN(parseDecimalComma(text)))
    );
  }
}
