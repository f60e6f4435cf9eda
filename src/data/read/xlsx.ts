import { extname } from 'node:path';
import { unzipSync } from 'fflate';
import { messageOf, Problem } from '../../errors';
import type { FileSource } from '../../files';
import { ColumnBuilder } from '../column/builder';
import { count, listed, quoted } from '../error-text';
import { MOST_COLUMNS, tooManyColumns } from '../limits';
import { Pacer } from '../pace';
import { Room } from '../table/paged-array';
import type { RawColumn, RawTable } from '../table/raw-table';
import { headerOf } from './header';
import { openFile } from './open-file';
import { isGroupRow, joinHeaders } from './second-header';
import { checkBounds } from './sheet-bounds';
import { durationColumns, durationText, inSeconds, secondColumns } from './sheet-durations';
import { DEFAULT_SIZE_LIMIT } from './text';
import { titleRows, titlesHint, titlesLeftOut } from './title-rows';
import { withoutTotals } from './totals';

/**
 * Excel workbooks (xlsx), read with read-excel-file: the values that Excel stored, dates as dates, and the results of
 * formulas.
 */

export interface SheetOptions {
  readonly sheet?: string;
  /** rows before the header */
  readonly skipLines?: number;
  readonly maxRows?: number;
  readonly sizeLimit: number;
}

type Source = FileSource | { readonly text: string | Uint8Array };

const ZIP = 'PK\u0003\u0004';
/** xls, the format before 2007: an OLE container */
const OLE = 'd0cf11e0a1b11ae1';
const START = 8;

/**
 * Is it a workbook, by its name or its first bytes? Many programs export a text as `.xls`. Throws a Problem if the file
 * cannot be read.
 */
export async function isWorkbook(source: Source): Promise<boolean> {
  const start = await startOf(source);
  const named = 'file' in source && /^\.xls[xm]$/i.test(extname(source.file));
  return start.toString('latin1').startsWith(ZIP) || start.toString('hex') === OLE || (named && start.length > 0);
}

async function startOf(source: Source): Promise<Buffer> {
  if ('text' in source)
    return typeof source.text === 'string' ? Buffer.alloc(0) : Buffer.from(source.text.subarray(0, START));
  const { handle } = await openFile(source);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(START), 0, START, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The names of the sheets of a workbook; none for any other file. */
export async function sheetNames(source: FileSource, sizeLimit = DEFAULT_SIZE_LIMIT): Promise<string[]> {
  if (!(await isWorkbook(source))) return [];
  return (await sheetsOf(await contentOf(source, sizeLimit))).map(({ sheet }) => sheet);
}

/** Its bytes, that can be unpacked within the limit. */
async function contentOf(source: Source, sizeLimit: number): Promise<Buffer> {
  const bytes = 'file' in source ? await bytesOf(source) : Buffer.from(source.text as Uint8Array<ArrayBuffer>);
  if (bytes.subarray(0, START).toString('hex') === OLE)
    throw new Problem('is a workbook of Excel before 2007 (xls); save it as xlsx');
  checkSizes(bytes, sizeLimit);
  checkBounds(bytes);
  return bytes;
}

async function bytesOf(source: FileSource): Promise<Buffer> {
  const { handle } = await openFile(source);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

export async function readWorkbook(source: Source, name: string, options: SheetOptions): Promise<RawTable> {
  const { rows, read, others } = await cellsOf(await contentOf(source, options.sizeLimit), options.sheet);
  const { skipLines = 0, maxRows } = options;
  const titles = titlesOf(rows.slice(skipLines, skipLines + 100));
  const isFound = options.skipLines === undefined && titles > 0;
  const table = await tableOf(rows.slice(isFound ? titles : skipLines), name, maxRows);
  const warnings = [
    ...(titles > 0 && !isFound ? [titlesHint(titles + skipLines)] : []),
    ...(others.length > 0 ? [otherSheets(read, others)] : []),
    ...(table.dialect?.warnings ?? []),
  ];
  const leftOut = [...(isFound ? [titlesLeftOut(titles)] : []), ...(table.dialect?.leftOut ?? [])];
  return { ...table, dialect: { warnings, leftOut } };
}

function titlesOf(rows: readonly unknown[][]): number {
  const found = titleRows(rows.map(row => row.map(cell => !isEmpty(cell))));
  const [above = [], header = []] = found === 0 ? [] : rows.slice(found - 1, found + 1).map(row => row.map(textOf));
  return isGroupRow(above, header) ? found - 1 : found;
}

const otherSheets = (read: string | null, names: readonly string[]): string =>
  `${read === null ? 'the first sheet' : `the sheet ${quoted(read)}`} is read; there are others, ${listed(names, 5)}: set the sheet`;

/** Only as much is unpacked as the zip file says. */
function checkSizes(bytes: Uint8Array, limit: number): void {
  let size = 0;
  try {
    unzipSync(bytes, {
      filter({ originalSize }) {
        size += originalSize;
        return false;
      },
    });
  } catch (error) {
    throw new Problem(`is not an Excel workbook (${messageOf(error)})`);
  }
  if (size > limit)
    throw new Problem(
      `has ${count(Math.ceil(size / 1e6))} MB when unpacked, the limit is ${count(Math.ceil(limit / 1e6))} MB`,
      { expected: limit, received: size },
    );
}

interface Sheet {
  readonly rows: readonly unknown[][];
  /** its name, if it is not the first one */
  readonly read: string | null;
  /** names of other sheets with content, if the user named none */
  readonly others: readonly string[];
}

async function sheetsOf(bytes: Buffer) {
  // Loaded when a workbook comes: other tables do not need it.
  const { default: readSheets } = await import('read-excel-file/universal');
  const copy = new Uint8Array(bytes).buffer;
  return readSheets(copy).catch((error: unknown) => {
    throw new Problem(`cannot be read as an Excel workbook (${messageOf(error)})`);
  });
}

async function cellsOf(bytes: Buffer, sheet: string | undefined): Promise<Sheet> {
  const sheets = await sheetsOf(bytes);
  const names = sheets.map(found => found.sheet);
  const first = () => sheets.find(one => !isCover(one.data)) ?? sheets[0];
  const found = sheet === undefined ? first() : sheets.find(one => one.sheet === sheet);
  if (found === undefined)
    throw new Problem(`sheet must be one of ${listed(names)}, received "${sheet ?? ''}"`, {
      argument: 'sheet',
      received: sheet,
    });
  const others = sheet === undefined ? sheets.filter(one => one !== found && one.data.length > 0) : [];
  const read = found === sheets[0] ? null : found.sheet;
  return { rows: found.data as unknown[][], read, others: others.map(one => one.sheet) };
}

/** Lines of text, one cell in each, from which nothing can be learned: many workbooks begin with such a sheet. */
const isCover = (rows: readonly (readonly unknown[])[]): boolean =>
  rows.every(row => {
    const filled = row.filter(cell => !isEmpty(cell));
    return filled.length === 0 || (filled.length === 1 && typeof filled[0] === 'string');
  });

const textOf = (cell: unknown): string => (isEmpty(cell) ? '' : String(cell));
const isEmpty = (cell: unknown): boolean => cell === null || cell === undefined || cell === '';

/**
 * The first row is the header, unless it contains numbers or dates. Empty rows, and columns without name and values,
 * are left out.
 */
async function tableOf(all: readonly unknown[][], name: string, maxRows?: number): Promise<RawTable> {
  const rows = all.filter(row => !row.every(isEmpty));
  const [first] = rows;
  if (first === undefined) throw new Problem('is empty: it has no columns and no rows');
  const isHeader = first.every(cell => isEmpty(cell) || typeof cell === 'string');
  const body = rows.slice(isHeader ? 1 : 0).slice(0, maxRows);
  if (body.length === 0) throw new Problem('has 0 rows, only a header');
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  if (width > MOST_COLUMNS) throw tooManyColumns(width);
  const columns: RawColumn[] = [];
  const pacer = new Pacer();
  const written = Array.from({ length: width }, (_, i) =>
    isHeader && !isEmpty(first[i]) ? String(first[i]).trim() : '',
  );
  const header = headerOf(written);
  const { unnamed, warnings } = header;
  const lengths = durationColumns(body);
  const seconds = secondColumns(body);
  const room = new Room();
  const builders = header.names.map(title => new ColumnBuilder(title, room));
  for (const [row, cells] of body.entries()) {
    for (const [i, cell] of cells.entries())
      builders[i]!.set(row, lengths.has(i) ? durationText(cell) : seconds.has(i) ? inSeconds(cell) : cell); // rows are only as long as needed
    await pacer.pause();
  }
  for (const [i, builder] of builders.entries()) {
    const column = builder.finish(body.length);
    if (unnamed.has(i) && column.numbers === null && column.codes === null) continue;
    columns.push(column);
    await pacer.pause();
  }
  const table = { source: name, rows: body.length, columns, dialect: { warnings } };
  return joinHeaders(maxRows !== undefined && body.length >= maxRows ? table : withoutTotals(table), header);
}
