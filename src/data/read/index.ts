import { basename, extname } from 'node:path';
import { about, badArgument, Problem, unreadable } from '../../errors';
import type { FileSource } from '../../files';
import { subjectOf } from '../error-text';
import type { RawTable } from '../table/raw-table';
import { readArrays } from './arrays';
import { readCsv } from './csv';
import type { Encoding } from './encoding';
import { readJson, readJsonLines, readRecords } from './json';
import { DEFAULT_SIZE_LIMIT, fileText, messageText, resumed, type TextPieces } from './text';
import { isWorkbook, readWorkbook } from './xlsx';

export type TableFormat = 'auto' | 'csv' | 'xlsx' | 'json' | 'jsonl';

/** Where a table comes from. Errors call it `name`; a file is called by its own name. */
export type TableSource =
  | FileSource
  | { readonly text: string | Uint8Array; readonly name?: string }
  | {
      readonly records: readonly unknown[];
      readonly name?: string;
      /** what has no place in them, in sentences */
      readonly leftOut?: readonly string[];
    }
  | { readonly features: unknown; readonly targets: unknown; readonly name?: string };

export interface ReadOptions {
  /** default: by the file's extension, else by the first characters */
  readonly format?: TableFormat;
  /** of a CSV, one character; default: detected from the first lines */
  readonly delimiter?: string;
  /** of a text; default: detected from its bytes */
  readonly encoding?: Encoding;
  /** lines before the header of a CSV, rows before that of a spreadsheet; default: detected */
  readonly skipLines?: number;
  /** of a spreadsheet; default: the first */
  readonly sheet?: string;
  /** bytes; default 1 GiB */
  readonly sizeLimit?: number;
  /** stop after this many rows (a preview) */
  readonly maxRows?: number;
  /** bytes read at a time; default: few, so that the event loop is not blocked for long */
  readonly pieceSize?: number;
  /** bytes of the text, if memory for all of it may be allocated at once */
  readonly size?: number;
  /** share of a text read so far, 0 … 1; called for every piece */
  readonly onProgress?: (share: number) => void;
}

/**
 * Reads a table without deciding types. Files and texts are read in pieces, and the event loop gets a turn every few
 * milliseconds. Anything wrong is a TensorwireError that names the row.
 */
export function readTable(source: TableSource, options: ReadOptions = {}): Promise<RawTable> {
  const name = 'file' in source ? source.file : (source.name ?? 'payload');
  return about(subjectOf(nameOf(source, name)), () => read(source, name, options));
}

async function read(source: TableSource, name: string, options: ReadOptions): Promise<RawTable> {
  const { format = 'auto', sizeLimit = DEFAULT_SIZE_LIMIT, maxRows, encoding, pieceSize, size, onProgress } = options;
  if ('records' in source) return recordsOf(source, name, maxRows);
  if ('features' in source) return readArrays(source.features, source.targets, name);
  if (format === 'xlsx' || (format === 'auto' && (await isWorkbook(source))))
    return readWorkbook(source, nameOf(source, name), { ...options, sizeLimit });
  const limits = { sizeLimit, encoding, pieceSize, size, onProgress };
  const text = 'file' in source ? fileText(source, limits) : messageText(source.text, name, limits);
  const table = await readText(text, format, name, options);
  const { encoding: found, doubt } = text.found;
  const warnings = [...(table.dialect?.warnings ?? []), ...(doubt === null ? [] : [`the text ${doubt}`])];
  return { ...table, dialect: { ...table.dialect, encoding: found, warnings } };
}

const nameOf = (source: TableSource, name: string): string => ('file' in source ? basename(source.file) : name);

async function readText(text: TextPieces, format: TableFormat, name: string, options: ReadOptions): Promise<RawTable> {
  const pieces = text.pieces[Symbol.asyncIterator]();
  try {
    const first = await pieces.next();
    if (first.done) throw new Problem('is empty: it has no columns and no rows');
    if (MARKUP.test(first.value.toString())) throw new Problem(IS_MARKUP);
    const known = format === 'auto' ? detect(name, first.value.toString()) : format;
    const whole = { ...text, pieces: resumed(first.value, pieces) };
    if (known === 'csv') return await readCsv(whole, options);
    if (known === 'json') return await readJson(whole, options.maxRows);
    if (known === 'jsonl') return await readJsonLines(whole, options.maxRows);
    throw badArgument('format', 'auto, csv, xlsx, json or jsonl', format);
  } finally {
    await pieces.return?.(); // closes the file if reading stopped early
  }
}

const MARKUP = /^\s*<(?:!doctype|\?xml|html|table|head|body)\b/i;
const IS_MARKUP = 'is a page of HTML or XML, as some programs export under the name .xls; save it as xlsx or CSV';

const EXTENSIONS: Record<string, 'csv' | 'jsonl'> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.tab': 'csv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
};

/** `[` begins JSON; `{` too, unless its first line is a complete object and more follows: JSON lines. */
function detect(name: string, start: string): 'csv' | 'json' | 'jsonl' {
  const known = EXTENSIONS[extname(name).toLowerCase()];
  if (known !== undefined) return known;
  const text = start.trimStart();
  if (text.startsWith('[')) return /^\[[^\n]*\]\s*\n\s*\[/.test(text) ? 'jsonl' : 'json';
  if (!text.startsWith('{')) return extname(name).toLowerCase() === '.json' ? 'json' : 'csv';
  const [line = '', next = ''] = text.split('\n');
  return next.trim().startsWith('{') && isJson(line) ? 'jsonl' : 'json';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // the answer to the question
  }
}

async function recordsOf(
  { records, leftOut }: Extract<TableSource, { records: unknown }>,
  name: string,
  maxRows?: number,
): Promise<RawTable> {
  try {
    if (!Array.isArray(records)) throw badArgument('records', 'an array of records', records);
    if (records.length === 0) throw new Problem('has 0 rows');
    return await readRecords({ records, leftOut }, name, maxRows);
  } catch (error) {
    throw unreadable('a value in it', error);
  }
}
