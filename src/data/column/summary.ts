import type { ColumnFormat, DecimalSign } from '../../spec';
import { isSameUnit } from '../cell/currency';
import { isDayOrMonth, isTimeOfDay, ordersOf, parseDate } from '../cell/dates';
import { isoTimeAt } from '../cell/iso-time';
import { truthPair } from '../cell/labels';
import { isMissing, isMissingNumber } from '../cell/marks';
import {
  CODE,
  INFINITE,
  MAYBE_COMMA,
  MAYBE_POINT,
  NO_NUMBER,
  type Numeral,
  numeralOf,
  provenDecimal,
  WHOLE,
} from '../cell/numeral';
import { numberText, type RawColumn } from '../table/raw-table';
import { bytesOf } from '../table/text-dictionary';
import { isWordAt, type Packed } from '../table/texts';
import { Beside } from './beside';
import { type Evidence, MANY, NumberSummary, noEvidence } from './number-summary';
import { countUnread, type Unread } from './unread';

/** The kind of a text, independent of its column. */
export type TextKind = (typeof KINDS)[number];
const KINDS = ['missing', 'mark', 'numeral', 'code', 'infinite', 'date', 'duration', 'word'] as const;
const KIND = Object.fromEntries(KINDS.map((kind, i) => [kind, i + 1])) as Record<TextKind, number>;

/**
 * More different texts than there are words for yes and no in all spellings: a column with more is not checked for
 * them.
 */
const MOST_TRUTHS = 24;

/** Statistics of the cells in a raw column, counted over blocks of rows, then over the different texts. */
export class Summary extends NumberSummary {
  readonly decimals: Readonly<Record<DecimalSign, Evidence>> = { '.': this.points, ',': noEvidence() };
  /** rows of each unit; '': numbers without a unit, among the texts that are not plain numbers */
  readonly units = new Map<string, number>();
  /** rows of dates with an unambiguous order of day and month, and of ambiguous ones */
  readonly orders = { dmy: 0, mdy: 0, either: 0, example: '' };
  /** a text such as `Sep 16`; '': none. And whether others, such as `Mai 16`, show that months are meant */
  dayOrMonth = '';
  surelyMonths = false;
  /** rows of times without a day */
  timesOfDay = 0;
  /** rows of each kind of text */
  readonly rowsOf: Record<TextKind, number> = {
    missing: 0,
    mark: 0,
    numeral: 0,
    code: 0,
    infinite: 0,
    date: 0,
    duration: 0,
    word: 0,
  };
  /** what is written beside numbers, and lengths of time */
  readonly beside = new Beside();
  private readonly distinctOf: Record<TextKind, number> = { ...this.rowsOf };
  private readonly counts: Int32Array;
  private readonly kinds: Uint8Array;
  /** of the texts that are dates however day and month are ordered: their times; NaN: others. null: there are none */
  private times: Float64Array | null = null;
  private plus = 0;
  private lastUnread: { readonly format: ColumnFormat; readonly unread: Unread } | null = null;

  constructor(
    column: RawColumn,
    /** the user's own missing marks; null: the known ones */
    readonly marks: ReadonlySet<string> | null = null,
  ) {
    super(column);
    this.counts = new Int32Array(column.texts.length);
    this.kinds = new Uint8Array(column.texts.length);
  }

  scan(from: number, to: number): void {
    const { numbers, codes } = this.column;
    const marked = this.marks !== null && this.marks.size > 0 ? this.marks : null;
    if (numbers !== null && codes === null && marked === null) this.scanNumbers(numbers, from, to);
    else if (numbers === null && codes !== null) this.countTexts(codes, from, to);
    else
      for (let row = from; row < to; row++) {
        const value = numbers === null ? Number.NaN : numbers[row]!;
        if (!Number.isNaN(value)) {
          if (marked?.has(numberText(this.column, row))) this.rowsOf.missing++;
          else this.number(row, value);
        } else if (codes !== null && codes[row]! >= 0) this.counts[codes[row]!]!++;
      }
  }

  private countTexts(codes: Int32Array, from: number, to: number): void {
    const { counts } = this;
    for (let row = from; row < to; row++) {
      const code = codes[row]!;
      if (code >= 0) counts[code]!++;
    }
  }

  /** Examines the different texts, after `scan` has gone through all rows. */
  scanTexts(from: number, to: number): void {
    const { texts } = this.column;
    const packed = this.marks === null ? bytesOf(texts) : null;
    for (let code = from; code < to; code++) {
      const rows = this.counts[code]!;
      if (rows === 0) continue;
      const kind = (packed && this.lookAt(packed, code)) ?? this.look(code, texts.at(code), rows);
      this.kinds[code] = KIND[kind];
      this.rowsOf[kind] += rows;
      this.distinctOf[kind]++;
    }
  }

  /** What most texts are, by their bytes alone; null: look at the text. */
  private lookAt(packed: Packed, code: number): TextKind | null {
    if (isWordAt(packed, code)) return 'word';
    if (this.column.type === 'category' || this.column.binary) return null;
    const time = isoTimeAt(packed.bytes, code === 0 ? 0 : packed.ends[code - 1]!, packed.ends[code]!);
    if (Number.isNaN(time)) return null;
    this.keepTime(code, time);
    return 'date';
  }

  private look(code: number, text: string, rows: number): TextKind {
    if (this.marks !== null ? this.marks.has(text) : isMissing(text)) return 'missing';
    if (this.column.type === 'category' || this.column.binary) return 'word';
    if (this.marks === null && isMissingNumber(text)) return 'mark';
    const numeral = numeralOf(text);
    if (numeral.kind === INFINITE) return 'infinite';
    if (numeral.kind !== NO_NUMBER) return this.numeral(text, numeral, rows);
    const orders = ordersOf(text);
    if (orders === null) {
      const time = parseDate(text);
      if (Number.isNaN(time)) return this.beside.other(text, rows);
      this.keepTime(code, time);
      return this.date(text, rows);
    }
    if (!orders.dmy && !orders.mdy) return 'word';
    this.orders[orders.dmy && orders.mdy ? 'either' : orders.dmy ? 'dmy' : 'mdy'] += rows;
    if (this.orders.example === '') this.orders.example = text;
    return 'date';
  }

  private keepTime(code: number, time: number): void {
    this.times ??= new Float64Array(this.kinds.length).fill(Number.NaN);
    this.times[code] = time;
  }

  /** The time of a text that is a date; NaN: it is none, or depends on the order of day and month. */
  timeOf(code: number): number {
    return this.times === null ? Number.NaN : this.times[code]!;
  }

  private date(text: string, rows: number): 'date' {
    if (isTimeOfDay(text)) {
      this.timesOfDay += rows;
      this.beside.clock(text);
    }
    if (!isDayOrMonth(text)) this.surelyMonths ||= /^\p{L}/u.test(text);
    else if (this.dayOrMonth === '') this.dayOrMonth = text;
    return 'date';
  }

  private numeral(text: string, numeral: Numeral, rows: number): TextKind {
    const { kind, unit } = numeral;
    if (kind === CODE && unit === '') return 'code';
    const proven = provenDecimal(kind);
    const evidence = this.decimals[proven ?? (kind === MAYBE_COMMA ? ',' : '.')];
    if (proven !== null) {
      if (evidence.proven === 0) evidence.example = text;
      evidence.proven += rows;
    } else if (kind === MAYBE_POINT || kind === MAYBE_COMMA) {
      if (evidence.maybe === 0) evidence.maybeExample = text;
      evidence.maybe += rows;
    }
    if (text.startsWith('+') && kind === WHOLE && numeral.body.length > 4) this.plus += rows;
    const known = this.knownUnit(unit);
    this.units.set(known, (this.units.get(known) ?? 0) + rows);
    if (unit !== '') this.beside.unit(known, text);
    return 'numeral';
  }

  /** The unit in its first spelling: `EUR` and `€` are the same. */
  private knownUnit(unit: string): string {
    if (this.units.has(unit)) return unit;
    for (const known of this.units.keys()) if (isSameUnit(known, unit)) return known;
    return unit;
  }

  /** The different texts of a kind. */
  *each(kind: TextKind): Generator<{ readonly text: string; readonly rows: number }> {
    const wanted = KIND[kind];
    if (this.distinctOf[kind] === 0) return;
    for (let code = 0; code < this.kinds.length; code++)
      if (this.kinds[code] === wanted) yield { text: this.column.texts.at(code), rows: this.counts[code]! };
  }

  /** The first row with a text of these kinds; −1: none. */
  firstOf(kinds: readonly TextKind[]): number {
    const { codes } = this.column;
    return codes === null ? -1 : codes.findIndex(code => code >= 0 && kinds.includes(KINDS[this.kinds[code]! - 1]!));
  }

  /** Rows with a value; missing marks count if they are words here. */
  get values(): number {
    const { numeral, code, infinite, date, duration, word } = this.rowsOf;
    return this.numbers + numeral + code + infinite + date + duration + word;
  }
  /** Rows of texts that are not numbers. */
  get texts(): number {
    const { code, infinite, date, duration, word } = this.rowsOf;
    return code + infinite + date + duration + word;
  }
  get distinctNumbers(): number {
    return Math.min(MANY, this.different.size + this.distinctOf.numeral);
  }
  get distinct(): number {
    const { code, infinite, date, duration, word } = this.distinctOf;
    return Math.min(MANY, this.distinctNumbers + code + infinite + date + duration + word);
  }
  /** Different marks that mean missing among numbers only: among words they are labels. */
  get distinctMarks(): number {
    return this.distinctOf.mark;
  }
  /** All texts are words for yes and no, or all numbers are 0 and 1. */
  get isBoolean(): boolean {
    const { numeral, word } = this.rowsOf;
    if (this.texts === 0)
      return numeral === 0 && this.different.size === 2 && this.different.has(0) && this.different.has(1);
    if (this.numbers > 0 || numeral > 0 || word !== this.texts || this.distinctOf.word > MOST_TRUTHS) return false;
    return truthPair(Array.from(this.each('word'), ({ text }) => text)) !== null;
  }
  /** Every number has a plus and many digits: phone numbers. */
  get allPlus(): boolean {
    return this.plus > 0 && this.numbers === 0 && this.plus === this.rowsOf.numeral;
  }

  /** The numbers and dates that this format cannot read. */
  unread(format: ColumnFormat): Unread {
    if (this.lastUnread?.format !== format) this.lastUnread = { format, unread: countUnread(this, format) };
    return this.lastUnread.unread;
  }
}
