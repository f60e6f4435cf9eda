import { SURE_DIGITS } from '../cell/written-form';
import type { ColumnBuilder } from '../column/builder';
import { LONGEST_ROW, rowTooLong } from '../limits';
import { HASH_OF_NOTHING, hash, hashEnd, hashWith } from '../table/text-hash';
import { PlainNumber } from './plain-number';
import type { TableBuilder } from './table-builder';

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const E = 101;

/**
 * Reads the rows of a CSV from bytes directly into columns: numbers are made from their digits, and a text becomes a
 * string only if a dictionary does not know its bytes. It follows RFC 4180, and also: spaces around a cell do not
 * count, a quote within an unquoted cell is a character, and a cell that continues after its closing quote is taken
 * literally.
 */
export class CsvScanner {
  private readonly number = new PlainNumber();
  private scratch = Buffer.alloc(1024);
  /** the last cell that is not a number: source[from … to) */
  private source: Buffer = this.scratch;
  private from = 0;
  private to = 0;
  /** its hash if it has no ASCII or Unicode space at its ends; else null */
  private hashed: number | null = null;
  /** the last cell had surrounding spaces, which were removed */
  private padded = false;

  constructor(
    private readonly table: TableBuilder,
    /** one byte */
    private readonly delimiter: number,
  ) {}

  /**
   * Scans complete rows of bytes [at, end); `bytes[end]` must be a line feed that is not part of the data. Returns
   * where the first incomplete row begins.
   */
  scan(bytes: Buffer, at: number, end: number): number {
    const { table, delimiter, number } = this;
    const columns = table.builders;
    const width = columns.length;
    let isLonger = false;
    let row = table.rows;
    let i = at;
    let start = at;
    let column = 0;
    let empty = true;
    while (i < end && row < table.maxRows) {
      let next = i;
      let byte = bytes[next]!;
      while ((byte === SPACE || byte === TAB) && byte !== delimiter) byte = bytes[++next]!;
      if (byte !== delimiter && byte !== LF && byte !== CR) {
        const from = next;
        let digits = 0;
        let plain = false;
        if (byte > COMMA && byte < COLON) {
          next = number.read(bytes, from);
          byte = bytes[next]!;
          plain = number.plain && (byte === delimiter || byte === LF || byte === CR);
          digits = number.digits;
        }
        if (plain) {
          if (next >= end) break; // it may continue in the next piece
          empty = false;
          if (column < width) columns[column]!.setNumber(row, number.value, number.writing);
          else isLonger = true;
        } else {
          next = byte === QUOTE && next === from ? this.quoted(bytes, from, end) : this.bare(bytes, from);
          if (next >= end) break;
          if (this.from < this.to) {
            empty = false;
            if (column < width) this.set(columns[column]!, row, byte, digits);
            else isLonger = true;
          }
        }
      } else if (next >= end) break;
      column++;
      i = next + 1;
      if (bytes[next] === delimiter) continue;
      if (column > 1 || !empty) {
        table.rows = row;
        // Extra delimiters at the end of a row mean nothing.
        if (column < width || isLonger) throw table.ragged(column);
        if (i - start > LONGEST_ROW) break;
        row++;
      }
      start = i;
      column = 0;
      empty = true;
    }
    table.rows = row;
    if (end - start > LONGEST_ROW) throw rowTooLong(row + 1, '; is a quote left open?');
    return start;
  }

  /** The texts of the first row, and where the second begins; null: the row is incomplete and begins at `next`. */
  first(bytes: Buffer, at: number, end: number): { readonly cells: readonly string[] | null; readonly next: number } {
    const { delimiter } = this;
    let cells: string[] = [];
    let start = at;
    for (let i = at; i < end; ) {
      let from = i;
      while ((bytes[from] === SPACE || bytes[from] === TAB) && bytes[from] !== delimiter) from++;
      const next = bytes[from] === QUOTE ? this.quoted(bytes, from, end) : this.bare(bytes, from);
      if (next >= end) break;
      cells.push(this.source.toString('utf8', this.from, this.to).trim());
      i = next + 1;
      if (bytes[next] === delimiter) continue;
      if (cells.length > 1 || cells[0] !== '') return { cells, next: i };
      cells = [];
      start = i;
    }
    return { cells: null, next: start };
  }

  /** Scans an unquoted cell that begins at `from`. Returns its end. */
  private bare(bytes: Buffer, from: number): number {
    const { delimiter } = this;
    let end = from;
    let hashed = HASH_OF_NOTHING;
    let byte = bytes[end]!;
    while (byte !== delimiter && byte !== LF && byte !== CR) {
      hashed = hashWith(hashed, byte);
      byte = bytes[++end]!;
    }
    if (from < end && isPlainEnd(bytes[from]!) && isPlainEnd(bytes[end - 1]!)) {
      this.source = bytes;
      this.from = from;
      this.to = end;
      this.padded = false;
      this.hashed = hashEnd(hashed);
    } else this.keep(bytes, from, end);
    return end;
  }

  /** Scans a quoted cell; `at` is the opening quote. Returns its end, or `end` if it is incomplete. */
  private quoted(bytes: Buffer, at: number, end: number): number {
    const { delimiter } = this;
    let close = at + 1;
    let doubled = false;
    for (;;) {
      while (close < end && bytes[close] !== QUOTE) close++;
      if (close + 1 >= end) return end;
      if (bytes[close + 1] !== QUOTE) break;
      doubled = true;
      close += 2;
    }
    let next = close + 1;
    let byte = bytes[next]!;
    while ((byte === SPACE || byte === TAB) && byte !== delimiter) byte = bytes[++next]!;
    if (byte !== delimiter && byte !== LF && byte !== CR) {
      while (byte !== delimiter && byte !== LF && byte !== CR) byte = bytes[++next]!;
      this.keep(bytes, at, next);
      return next;
    }
    if (doubled) this.unescape(bytes, at + 1, close);
    else this.keep(bytes, at + 1, close);
    return next;
  }

  /** Two quotes are one character. */
  private unescape(bytes: Buffer, from: number, to: number): void {
    if (this.scratch.length < to - from) this.scratch = Buffer.alloc(2 * (to - from));
    const { scratch } = this;
    let length = 0;
    for (let i = from; i < to; i++) {
      scratch[length++] = bytes[i]!;
      if (bytes[i] === QUOTE) i++;
    }
    this.keep(scratch, 0, length);
  }

  private keep(source: Buffer, start: number, end: number): void {
    let from = start;
    let to = end;
    while (from < to && isSpace(source[from]!)) from++;
    while (to > from && isSpace(source[to - 1]!)) to--;
    this.source = source;
    this.from = from;
    this.to = to;
    this.padded = from > start || to < end;
    this.hashed = null;
  }

  /**
   * Stores the last cell in its column: a text, unless its `digits` and the byte after them show that it may be a
   * number.
   */
  private set(column: ColumnBuilder, row: number, byte: number, digits: number): void {
    const { source, from, to, hashed } = this;
    if (byte === QUOTE && this.padded) column.padded++;
    const maybe = digits > SURE_DIGITS || (digits > 0 && (byte === E || byte <= SPACE)) || byte === QUOTE;
    if (maybe || (hashed === null && (wideSpaceAt(source, from) || endsWide(source, from, to))))
      column.setTrimmed(row, source.toString('utf8', from, to));
    else column.setBytes(row, source, from, to, hashed ?? hash(source, from, to));
  }
}

/** An ASCII character that is not a space. */
const isPlainEnd = (byte: number): boolean => byte > SPACE && byte < 0x80;
const isSpace = (byte: number): boolean => byte === SPACE || (byte >= TAB && byte <= CR);

/** Does a non-ASCII space begin here? It may be another character with a similar code. */
function wideSpaceAt(bytes: Buffer, at: number): boolean {
  const first = bytes[at]!;
  if (first < 0xc2) return false;
  const second = bytes[at + 1]!;
  if (first === 0xc2) return second === 0xa0;
  if (first === 0xe2) return second === 0x80 || second === 0x81;
  return (
    (first === 0xe1 && second === 0x9a) || (first === 0xe3 && second === 0x80) || (first === 0xef && second === 0xbb)
  );
}

const endsWide = (bytes: Buffer, from: number, to: number): boolean =>
  bytes[to - 1]! >= 0x80 && (wideSpaceAt(bytes, to - 2) || (to - from > 2 && wideSpaceAt(bytes, to - 3)));
