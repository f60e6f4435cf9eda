import { extname } from 'node:path';
import { badArgument, TensorwireError } from '../../errors';
import { Pacer } from '../pace';
import type { RawTable } from '../raw';
import { subjectOf } from '../words';
import { readArrays } from './arrays';
import { readCsv } from './csv';
import { readJson, readJsonLines } from './json';
import { TableBuilder } from './table-builder';
import { DEFAULT_SIZE_LIMIT, fileText, messageText, type TextPieces } from './text';

export type TableFormat = 'auto' | 'csv' | 'json' | 'jsonl';

/** Where a table comes from. `name` is what errors call it; a file is called by its own name. */
export type TableSource =
  | { readonly file: string }
  | { readonly text: string | Uint8Array; readonly name?: string }
  | { readonly records: readonly unknown[]; readonly name?: string }
  | { readonly features: unknown; readonly targets: unknown; readonly name?: string };

export interface ReadOptions {
  /** default: by the file's extension, else by the first characters */
  readonly format?: TableFormat;
  /** bytes; default 1 GiB */
  readonly sizeLimit?: number;
  /** stop after so many rows (a preview) */
  readonly maxRows?: number;
  /** bytes that are read at a time; default: few, so that the event loop is not held for long */
  readonly pieceSize?: number;
  /** bytes of the text, where memory for all of it may be taken at once */
  readonly size?: number;
  /** how much of a text was read, 0 … 1; called for every piece */
  readonly onProgress?: (share: number) => void;
}

/**
 * Reads a table: no types are decided yet. Files and texts are read in pieces, and the event loop gets its turn every few
 * milliseconds. Whatever is wrong with them is a TensorwireError that names the row.
 */
export async function readTable(source: TableSource, options: ReadOptions = {}): Promise<RawTable> {
  const { format = 'auto', sizeLimit = DEFAULT_SIZE_LIMIT, maxRows, pieceSize, size, onProgress } = options;
  const name = 'file' in source ? source.file : (source.name ?? 'payload');
  if ('records' in source) return readRecords(source.records, name, maxRows);
  if ('features' in source) return readArrays(source.features, source.targets, name);
  const limits = { sizeLimit, pieceSize, size, onProgress };
  const text = 'file' in source ? fileText(source.file, limits) : messageText(source.text, name, limits);
  return readText(text, format, name, maxRows);
}

async function readText(text: TextPieces, format: TableFormat, name: string, maxRows?: number): Promise<RawTable> {
  const pieces = text.pieces[Symbol.asyncIterator]();
  try {
    const first = await pieces.next();
    if (first.done) throw new TensorwireError(text.subject, 'is empty: it has no columns and no rows');
    const known = format === 'auto' ? detect(name, first.value.toString()) : format;
    const read = { csv: readCsv, json: readJson, jsonl: readJsonLines }[known];
    if (read === undefined) throw badArgument(text.subject, 'format', 'auto, csv, json or jsonl', format);
    return await read({ ...text, pieces: resumed(first.value, pieces) }, maxRows);
  } finally {
    await pieces.return?.(); // closes the file where reading stopped early
  }
}

/** The pieces again, the one that was looked at included. */
async function* resumed(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

const EXTENSIONS: Record<string, 'csv' | 'jsonl'> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.tab': 'csv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
};

/** A `[` begins JSON; a `{` too, unless its first line is a whole object and more follows: JSON lines. */
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
    return false;
  }
}

async function readRecords(records: readonly unknown[], name: string, maxRows?: number): Promise<RawTable> {
  if (!Array.isArray(records)) throw badArgument(subjectOf(name), 'records', 'an array of records', records);
  if (records.length === 0) throw new TensorwireError(subjectOf(name), 'has 0 rows');
  const table = new TableBuilder(name, subjectOf(name), maxRows);
  await table.addRows(records, new Pacer());
  return table.finish();
}
