import { Problem, show } from '../../errors';
import { ColumnBuilder } from '../column/builder';
import { count, isRecord, listed, quoted } from '../error-text';
import { LONGEST_ROW, rowTooLong } from '../limits';
import { Pacer } from '../pace';
import type { RawColumn, RawTable } from '../table/raw-table';
import { readArrays } from './arrays';
import { type RecordList, recordListsIn } from './record-lists';
import { splitRecords } from './split-orient';
import { TableBuilder } from './table-builder';
import type { TextPieces } from './text';

/** One JSON value per line. Blank lines are skipped. */
export async function readJsonLines(text: TextPieces, maxRows?: number): Promise<RawTable> {
  const table = new TableBuilder(text.source, maxRows);
  const add = (line: string) => {
    if (line.trim() !== '') table.addRow(parse(line, table));
  };
  let begun = new Gathered(table);
  for await (const piece of text.pieces) {
    const [end = '', ...lines] = piece.toString().split('\n');
    begun.add(end);
    const last = lines.pop();
    if (last === undefined) continue;
    add(begun.text());
    lines.forEach(add);
    if (table.full) return table.finish();
    begun = new Gathered(table);
    begun.add(last);
  }
  add(begun.text());
  return table.finish();
}

/** The parts of an incomplete row. */
class Gathered {
  private readonly parts: string[] = [];
  private length = 0;
  constructor(private readonly table: TableBuilder) {}
  add(part: string): void {
    this.parts.push(part);
    this.length += part.length;
    const { rows } = this.table;
    if (this.length > LONGEST_ROW)
      throw rowTooLong(rows + 1, '; in JSON lines each row is a line of its own. Is this a JSON array?');
  }
  text(): string {
    return this.parts.join('');
  }
}

/** Characters of an object, which is parsed as a whole. */
const LONGEST_OBJECT = 256 * 1024 * 1024;

const objectTooLong = () =>
  new Problem(
    `is one JSON object of more than ${LONGEST_OBJECT / 1024 ** 2} MB, which is read as a whole; ` +
      'give this much data as an array of records, as JSON lines or as CSV',
  );

/**
 * An array of records or of arrays; {features, targets}; columns, {"age": [31, 27], …}; or an object with a single list
 * of records somewhere inside. The elements of an array are parsed one by one, so that a long file does not block the
 * event loop; an object is parsed as a whole.
 */
export async function readJson(text: TextPieces, maxRows?: number): Promise<RawTable> {
  const table = new TableBuilder(text.source, maxRows);
  const array = new ElementCutter(table);
  let whole: string[] | null = null;
  let length = 0;
  let started = false;
  for await (const piece of text.pieces) {
    const part = piece.toString();
    if (!started && part.trim() === '') continue;
    if (!started && !part.trimStart().startsWith('[')) whole = [];
    started = true;
    if (whole !== null) {
      whole.push(part);
      length += part.length;
      if (length > LONGEST_OBJECT) throw objectTooLong();
    } else for (const element of array.cut(part)) table.addRow(parse(element, table));
    if (table.full) return table.finish();
  }
  if (whole !== null) return fromObject(parse(whole.join(''), null), text, maxRows);
  if (started && !array.closed)
    throw new Problem(`ends within its array, after ${count(table.rows)} rows: is it whole?`);
  if (array.trailing) throw new Problem('is not valid JSON: something stands after its array');
  return table.finish();
}

function parse(json: string, table: TableBuilder | null): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    const row = table === null ? undefined : table.rows + 1;
    const where = row === undefined ? 'it' : `row ${count(row)}`;
    const reason = (error as Error).message.slice(0, 120);
    throw new Problem(`${where} is not valid JSON (${reason})`, row === undefined ? {} : { row });
  }
}

async function fromObject(value: unknown, text: TextPieces, maxRows?: number): Promise<RawTable> {
  const { source } = text;
  const split = splitRecords(value);
  if (split !== null) return readRecords(split, source, maxRows);
  if (isRecord(value)) {
    if ('features' in value && 'targets' in value) return readArrays(value.features, value.targets, source);
    const columns = Object.entries(value);
    const areColumns = columns.length > 1 && columns.every(([, cells]) => Array.isArray(cells));
    const { lists, others } = areColumns ? { lists: [], others: [] } : recordListsIn(value);
    if (lists.length > 1)
      throw new Problem(
        `holds several lists of records, ${listed(lists.map(({ path }) => path))}; a dataset is made of one`,
      );
    if (lists[0] !== undefined) return fromList(lists[0], others, text, maxRows);
    if (columns.length > 0 && columns.every(([, cells]) => Array.isArray(cells)))
      return readArrays(value, undefined, source);
    if (columns.length > 0 && columns.every(([, cells]) => isRecord(cells)))
      return joined(value as Record<string, Record<string, unknown>>, source);
  }
  const forms =
    'an array of records, {"features": …, "targets": …}, or an object of columns (all arrays, or all objects whose keys name the rows)';
  throw new Problem(`the JSON must be ${forms}, received ${show(value)}`);
}

async function fromList(
  { path, rows }: RecordList,
  others: readonly string[],
  { source }: TextPieces,
  maxRows?: number,
): Promise<RawTable> {
  const said = `the rows are the list ${quoted(path)}; what stands beside it is left out: ${listed(others, 5)}`;
  return readRecords({ records: rows, leftOut: others.length > 0 ? [said] : [] }, source, maxRows);
}

/** `leftOut`: what stands beside the records, in sentences. */
export async function readRecords(
  { records, leftOut = [] }: { readonly records: readonly unknown[]; readonly leftOut?: readonly string[] },
  source: string,
  maxRows?: number,
): Promise<RawTable> {
  const table = new TableBuilder(source, maxRows);
  await table.addRows(records, new Pacer());
  return { ...(await table.finish()), ...(leftOut.length > 0 && { dialect: { leftOut } }) };
}

/** Columns whose cells have keys, {"age": {"x": 31}, …}: cells with the same key make a row, in any order. */
async function joined(columns: Readonly<Record<string, Record<string, unknown>>>, source: string): Promise<RawTable> {
  const rows = new Map<string, number>();
  for (const cells of Object.values(columns))
    for (const key of Object.keys(cells)) if (!rows.has(key)) rows.set(key, rows.size);
  if (rows.size === 0) throw new Problem('has 0 rows');
  const pacer = new Pacer();
  const read: RawColumn[] = [];
  for (const [name, cells] of Object.entries(columns)) {
    const builder = new ColumnBuilder(name);
    for (const [key, cell] of Object.entries(cells)) builder.set(rows.get(key)!, cell);
    read.push(builder.finish(rows.size));
    await pacer.pause();
  }
  return { source, rows: rows.size, columns: read };
}

/** Splits a JSON array that arrives in parts into the texts of its elements. Their content is left to JSON.parse. */
class ElementCutter {
  closed = false;
  /** there is something after the array */
  trailing = false;
  private depth = 0;
  private inString = false;
  private escaped = false;
  private pending = '';

  constructor(private readonly table: TableBuilder) {}

  *cut(part: string): Generator<string> {
    let start = 0;
    for (let i = 0; i < part.length; i++) {
      const char = part.charCodeAt(i);
      if (this.closed) {
        if (char > 32) this.trailing = true;
      } else if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (char === 92) this.escaped = true;
        else if (char === 34) this.inString = false;
      } else if (char === 34) this.inString = true;
      else if (char === 91 || char === 123) {
        if (this.depth++ === 0) start = i + 1;
      } else if (char === 93 || char === 125 || (char === 44 && this.depth === 1)) {
        const atTop = this.depth === 1;
        if (char !== 44) this.depth--;
        if (atTop) {
          const element = this.pending + part.slice(start, i);
          this.checkLength(element);
          this.pending = '';
          start = i + 1;
          this.closed = this.depth === 0;
          if (char === 44 || element.trim() !== '') yield element;
        }
      }
    }
    this.pending += part.slice(start);
    this.checkLength(this.pending);
  }

  private checkLength(element: string): void {
    const { rows } = this.table;
    if (element.length > LONGEST_ROW) throw rowTooLong(rows + 1, '; is a bracket or a quote left open?');
  }
}
