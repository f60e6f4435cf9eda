import { durationOf, isSurelyDuration } from '../cell/durations';
import { magnitudeOf } from '../cell/units';

/** `12B`: the letter of a house number. */
const LETTERED = /^\d+ ?\p{L}$/u;

/** Evidence about what stands beside the numbers of a column, and about lengths of time, from its different texts. */
export class Beside {
  /** the first text with each unit */
  readonly examples = new Map<string, string>();
  /** a number with a fraction and a power of ten, `1.2k`; '': none */
  fraction = '';
  /** texts of a number and a letter that is no power of ten, `12A` */
  lettered = 0;
  /** the first length of time that is no time of day, and the first clocks of two and three parts; '': none */
  duration = '';
  two = '';
  three = '';
  /** the largest first part of a clock of two */
  private largestFirst = 0;

  unit(unit: string, text: string): void {
    if (!this.examples.has(unit)) this.examples.set(unit, text);
    if (this.fraction === '' && /\d[.,]\d/.test(text) && magnitudeOf(unit) !== null) this.fraction = text;
  }

  /** A text that is neither a number nor a date. */
  other(text: string, rows: number): 'duration' | 'word' {
    if (LETTERED.test(text)) this.lettered += rows;
    if (!isSurelyDuration(text)) return 'word';
    if (this.duration === '') this.duration = text;
    this.clock(text);
    return 'duration';
  }

  /** A text that may be a clock, also of less than a day. */
  clock(text: string): void {
    const { clock, first } = durationOf(text) ?? {};
    if (clock === 'two') {
      if (this.two === '') this.two = text;
      this.largestFirst = Math.max(this.largestFirst, first ?? 0);
    } else if (clock === 'three' && this.three === '') this.three = text;
  }

  /** `59:59` and `1:02:15`, as of a stopwatch: the first part of two is minutes. */
  get isStopwatch(): boolean {
    return this.two !== '' && this.three !== '' && this.largestFirst < 60;
  }
}
