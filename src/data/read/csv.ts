import { type CsvError, Parser } from 'csv-parse';
import { TensorwireError } from '../../errors';
import { LONGEST_ROW } from '../limits';
import { Pacer } from '../pace';
import type { RawTable } from '../raw';
import { sniff } from './delimiter';
import { TableBuilder } from './table-builder';
import type { TextPieces } from './text';

/** Bytes that csv-parse takes at a time: about two milliseconds of work. */
const PARSER_PIECE = 16 * 1024;

/**
 * Comma-separated values, as RFC 4180 and spreadsheets write them; the delimiter is found out, quotes, line ends of every
 * kind and blank lines are understood. As long as no quote has come, a line is just split, which is what RFC 4180 says of it
 * and several times as fast; from the first quote on, csv-parse reads all the rest.
 */
export async function readCsv(text: TextPieces, maxRows?: number): Promise<RawTable> {
  const table = new TableBuilder(text.source, text.subject, maxRows);
  const pacer = new Pacer();
  let lane: Lane | null = null;
  for await (const piece of text.pieces) {
    if (lane === null) {
      const { delimiter, skip } = sniff(piece.toString());
      lane = new Lane(table, delimiter, pacer);
      await lane.write(piece.subarray(Buffer.byteLength(piece.toString().slice(0, skip))));
    } else await lane.write(piece);
    if (table.full) break;
  }
  if (!table.full) await lane?.end();
  return { ...(await table.finish()), ...(lane && { dialect: { delimiter: lane.delimiter } }) };
}

/** Cuts rows out of pieces: first by splitting, then by csv-parse. */
class Lane {
  private rest = '';
  private parser: Parser | null = null;

  constructor(
    private readonly table: TableBuilder,
    readonly delimiter: string,
    private readonly pacer: Pacer,
  ) {}

  async write(piece: Buffer): Promise<void> {
    if (this.parser !== null) return this.parse(piece);
    const text = this.rest + piece.toString();
    if (text.includes('"') || /\r(?!\n|$)/.test(text) || this.rest.length > LONGEST_ROW) return this.change(text);
    const end = text.lastIndexOf('\n') + 1;
    this.rest = text.slice(end);
    this.split(text.slice(0, end));
  }

  async end(): Promise<void> {
    if (this.parser === null) {
      if (!/\r(?!\n)/.test(this.rest)) {
        this.split(this.rest);
        return;
      }
      await this.change(this.rest);
    }
    await this.send(done => this.parser!.end(done));
  }

  private split(text: string): void {
    for (const line of text.split('\n')) {
      const bare = line.endsWith('\r') ? line.slice(0, -1) : line;
      if (bare !== '') this.table.addTexts(bare.split(this.delimiter));
    }
  }

  private change(text: string): Promise<void> {
    this.parser = new Parser({
      delimiter: this.delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: LONGEST_ROW,
      on_record: (cells: string[]) => {
        this.table.addTexts(cells);
        return null;
      },
    });
    this.parser.on('error', () => {}); // it comes through the callbacks, too
    this.parser.resume();
    return this.parse(Buffer.from(text));
  }

  private async parse(piece: Buffer): Promise<void> {
    for (let at = 0; at < piece.length && !this.table.full; at += PARSER_PIECE) {
      await this.send(done => this.parser!.write(piece.subarray(at, at + PARSER_PIECE), done));
      await this.pacer.breathe();
    }
  }

  private send(write: (done: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      write(error => (error ? reject(this.sentence(error)) : resolve()));
    });
  }

  private sentence(error: Error): Error {
    const code = (error as CsvError).code;
    if (code === undefined) return error;
    const { subject, rows } = this.table;
    const row = rows + 1;
    const what: Partial<Record<string, string>> = {
      CSV_QUOTE_NOT_CLOSED: `the quote that opens in row ${row} is never closed`,
      CSV_MAX_RECORD_SIZE: `row ${row} is longer than ${LONGEST_ROW / 1024 ** 2} MB; is a quote left open?`,
    };
    return new TensorwireError(subject, what[code] ?? `row ${row} cannot be read (${error.message})`, { row });
  }
}
