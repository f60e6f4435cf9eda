import { LONG, mayBeThousands, TYPED } from '../cell/written-form';
import { numberText, type RawColumn } from '../table/raw-table';

/** Different values are counted up to here. */
export const MANY = 10_000;

/** The evidence for a decimal sign, in rows. */
export interface Evidence {
  proven: number;
  maybe: number;
  /** the first text of each */
  example: string;
  maybeExample: string;
}

export const noEvidence = (): Evidence => ({ proven: 0, maybe: 0, example: '', maybeExample: '' });

/** Statistics of the numbers in a raw column, from numbers and plain texts. */
export class NumberSummary {
  /** cells with a number or the text of a plain one */
  numbers = 0;
  /** those of them that came as numbers */
  typed = 0;
  allIntegers = true;
  /** each number is the previous one plus 1, from the first row on */
  consecutive = true;
  least = Number.POSITIVE_INFINITY;
  largest = Number.NEGATIVE_INFINITY;
  /** plain numbers whose point can only be the decimal sign, and numbers that came as fractions */
  plainPoints = 0;
  typedFractions = 0;
  protected readonly points = noEvidence();
  protected readonly different = new Set<number>();
  private previous = Number.NaN;

  constructor(readonly column: RawColumn) {}

  /** Is everything known about the numbers except their counts and range? */
  private get isKnown(): boolean {
    return this.different.size >= MANY && !this.consecutive;
  }

  /** Counts one number, whatever is known already. */
  protected number(row: number, value: number): void {
    this.numbers++;
    const { writings } = this.column;
    const writing = writings === null ? this.column.writing : writings[row]!;
    if (writing === TYPED) this.typed++;
    if (!Number.isInteger(value)) {
      this.allIntegers = false;
      if (writing === TYPED) this.typedFractions++;
    }
    if (writing !== TYPED && (writing >= LONG || !Number.isInteger(value))) this.point(row, value, writing);
    if (this.consecutive && row > 0 && value !== this.previous + 1) this.consecutive = false;
    this.previous = value;
    if (value < this.least) this.least = value;
    if (value > this.largest) this.largest = value;
    if (this.different.size < MANY) this.different.add(value);
  }

  /** The same for rows of numbers only, which are just counted when enough is known (`isKnown`). */
  protected scanNumbers(numbers: Float64Array, from: number, to: number): void {
    let row = from;
    for (; row < to && !this.isKnown; row++) if (!Number.isNaN(numbers[row])) this.number(row, numbers[row]!);
    const { writings, writing: common } = this.column;
    let { numbers: count, typed, allIntegers, typedFractions, least, largest } = this;
    for (; row < to; row++) {
      const value = numbers[row]!;
      if (Number.isNaN(value)) continue;
      count++;
      if (value < least) least = value;
      if (value > largest) largest = value;
      const writing = writings === null ? common : writings[row]!;
      const isWhole = value === Math.floor(value);
      if (!isWhole) allIntegers = false;
      if (writing === TYPED) {
        typed++;
        if (!isWhole) typedFractions++;
      } else if (!isWhole || writing >= LONG) this.point(row, value, writing);
    }
    this.numbers = count;
    this.typed = typed;
    this.allIntegers = allIntegers;
    this.typedFractions = typedFractions;
    this.least = least;
    this.largest = largest;
  }

  /** Counts a plain number with a point: `2.5` proves that it is the decimal sign, `1.234` does not. */
  private point(row: number, value: number, writing: number): void {
    const evidence = this.points;
    if (mayBeThousands(value, writing)) {
      if (evidence.maybe++ === 0) evidence.maybeExample = numberText(this.column, row);
    } else {
      this.plainPoints++;
      if (evidence.proven++ === 0) evidence.example = numberText(this.column, row);
    }
  }
}
