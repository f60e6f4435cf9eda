import { badArgument, Problem } from '../../errors';
import { count } from '../error-text';
import type { RawTable } from '../table/raw-table';
import { afterLines, DELIMITERS, sniff } from './delimiter';
import { CsvScanner } from './scan';
import { joinHeaders } from './second-header';
import { TableBuilder } from './table-builder';
import { resumed, type TextPieces } from './text';
import { titleLines, titlesHint, titlesLeftOut } from './title-rows';
import { withoutTotals } from './totals';

export interface CsvOptions {
  readonly maxRows?: number;
  /** one character; default: detected from the first lines */
  readonly delimiter?: string;
  /** lines before the header; default: detected */
  readonly skipLines?: number;
}

/**
 * Comma-separated values, as RFC 4180 and spreadsheets write them. The delimiter is detected; quotes, all kinds of line
 * ends and blank lines are handled. Titles above the header are skipped, unless the user sets how many lines to skip.
 */
export async function readCsv(text: TextPieces, options: CsvOptions = {}): Promise<RawTable> {
  if (options.skipLines !== undefined) return readLines(text, options, options.skipLines);
  const pieces = text.pieces[Symbol.asyncIterator]();
  try {
    const first = await pieces.next();
    const titles = first.done ? 0 : titlesOf(first.value.toString(), options.delimiter);
    const whole = first.done ? text : { ...text, pieces: resumed(first.value, pieces) };
    const table = await readLines(whole, options, titles);
    return titles === 0 ? table : { ...table, dialect: { ...table.dialect, leftOut: leftOut(table, titles) } };
  } finally {
    await pieces.return?.();
  }
}

const leftOut = ({ dialect }: RawTable, titles: number): string[] => [
  titlesLeftOut(titles),
  ...(dialect?.leftOut ?? []),
];

/** The number of title lines above the header. Excel's line `sep=;` counts as one only if titles follow it. */
function titlesOf(start: string, wanted: string | undefined): number {
  const { delimiter, skip } = sniff(start, wanted);
  const known = skip > 0 || wanted !== undefined;
  const titles = titleLines(start.slice(skip), known ? [delimiter] : DELIMITERS);
  return titles > 0 && skip > 0 ? titles + 1 : titles;
}

async function readLines(text: TextPieces, options: CsvOptions, skipLines: number): Promise<RawTable> {
  const { maxRows } = options;
  const table = new TableBuilder(text.source, maxRows);
  let rows: Rows | null = null;
  let titles = 0;
  try {
    for await (const piece of skipLines > 0 ? afterLines(text.pieces, skipLines) : text.pieces) {
      if (rows === null) {
        const start = piece.toString();
        const { delimiter, skip } = sniff(start, options.delimiter);
        titles = titlesOf(start, options.delimiter);
        rows = new Rows(table, delimiter, text.size);
        rows.add(piece.subarray(Buffer.byteLength(start.slice(0, skip))));
      } else rows.add(piece);
      if (table.full) break;
    }
    rows?.end();
  } catch (error) {
    throw titles > 0 && error instanceof Problem ? withHint(error, titles + skipLines) : error;
  }
  const warnings = [...(titles > 0 ? [titlesHint(titles + skipLines)] : []), ...table.header.warnings];
  const read = { ...(await table.finish()), ...(rows && { dialect: { delimiter: rows.delimiter, warnings } }) };
  return joinHeaders(table.full ? read : withoutTotals(read), table.header);
}

const withHint = ({ problem, details }: Problem, lines: number): Problem =>
  new Problem(`${problem}; ${titlesHint(lines)}`, { ...details, skipLines: lines });

const LF = 10;

/** Cuts rows out of pieces: the incomplete row at the end of a piece is the beginning of the next one. */
class Rows {
  private readonly scanner: CsvScanner;
  private header = true;
  private buffer = Buffer.alloc(64 * 1024);
  private length = 0;
  /** bytes needed before another attempt: a long row is not scanned again with each of its pieces */
  private enough = 0;

  constructor(
    private readonly table: TableBuilder,
    readonly delimiter: string,
    /** bytes of the text, if memory for all of it may be allocated at once */
    private readonly size: number | undefined,
  ) {
    // characters of numbers and quotes cannot be delimiters
    if (Buffer.byteLength(delimiter) !== 1 || /[\d.+\-"\r\n]/.test(delimiter))
      throw badArgument('the delimiter', 'one character such as ; , | or a tab', delimiter);
    this.scanner = new CsvScanner(table, delimiter.charCodeAt(0));
  }

  add(piece: Buffer): void {
    this.append(piece);
    if (this.length >= this.enough) this.scan(this.length);
  }

  /** The end of the text: the rest is the last row, unless a quote is open. */
  end(): void {
    if (this.table.full) return;
    this.append(Buffer.from('\n'));
    this.scan(this.length);
    if (this.table.full || this.length === 0) return;
    const row = this.table.rows + 1;
    throw new Problem(`the quote that opens in row ${count(row)} is never closed`, { row });
  }

  /** Estimates the number of rows from the first ones, with some margin. */
  private estimate(bytesOfRow: number): void {
    if (this.size !== undefined) this.table.expect(Math.ceil((1.05 * this.size) / bytesOfRow) + 1000);
  }

  private append(piece: Buffer): void {
    const { length } = this;
    this.length += piece.length;
    if (this.buffer.length <= this.length) {
      const grown = Buffer.allocUnsafeSlow(2 * this.length + 1);
      this.buffer.copy(grown, 0, 0, length);
      this.buffer = grown;
    }
    piece.copy(this.buffer, length);
    this.buffer[this.length] = LF;
  }

  private scan(end: number): void {
    const { buffer, scanner } = this;
    let at = 0;
    if (this.header) {
      const { cells, next } = scanner.first(buffer, 0, end);
      at = next;
      if (cells !== null) {
        this.header = false;
        this.table.addTexts(cells);
      }
    }
    if (!this.header) {
      const { rows } = this.table;
      const from = at;
      at = scanner.scan(buffer, at, end);
      if (rows === 0 && this.table.rows > 0) this.estimate((at - from) / this.table.rows);
    }
    buffer.copy(buffer, 0, at, end);
    this.length = end - at;
    buffer[this.length] = LF;
    this.enough = 2 * this.length;
  }
}
