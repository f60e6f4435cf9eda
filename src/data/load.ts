import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { about } from '../errors';
import type { ColumnReport, DatasetOptions } from '../spec';
import type { Dataset } from '../values/dataset';
import type { FormatSettings } from './column/format';
import { guessColumns } from './column/guess';
import { makeDataset } from './dataset';
import { subjectOf } from './error-text';
import { exampleData, exampleSize } from './examples';
import { type Control, ReaderProcess } from './process/client';
import { openDataset } from './process/marshal';
import { ReaderPool } from './process/pool';
import { type ReadOptions, readTable, type TableSource } from './read';
import { isWorkbook } from './read/xlsx';
import type { RawTable } from './table/raw-table';
import { textSize } from './table/text-dictionary';

/** A table, or an example by its name. */
export type DataSource = TableSource | { readonly example: string };

/**
 * Smaller data are read in this process, in pieces of a few milliseconds: as fast as in another one, which takes 0.1 s
 * to start. Bytes of a text, or cells of a table in a message.
 */
const SMALL_TEXT = 256 * 1024;
const SMALL_TABLE = 250_000;
/** Each column costs as much as some hundred cells: its type, its scale, its notes. */
const FEW_COLUMNS = 1000;

/** Series of these sizes are resampled and searched for a season in one piece: they may be so much smaller. */
const SERIES = 16;

/** Characters of the different texts in a message's rows, in total. */
const LONG_TEXTS = 2 ** 20;

/** Previews of files do not wait for a long reading. */
const datasets = new ReaderPool();
const looks = new ReaderProcess();

/** Reads a table and makes a dataset of it; large ones in a child process. */
export async function loadDataset(
  source: DataSource,
  read: ReadOptions,
  dataset: DatasetOptions,
  control: Control = {},
  reader: Pick<ReaderProcess, 'perform'> = datasets,
): Promise<Dataset> {
  const order = { kind: 'dataset', read, dataset } as const;
  const name = nameOf(source);
  if ('records' in source || 'features' in source) {
    const table = await readTable(source, read);
    if (isSmallTable(table, dataset)) return makeDataset(table, dataset);
    return openDataset(await reader.perform(order, table, name, control));
  }
  if (await isSmall(source, read, dataset.series ? SMALL_TEXT / SERIES : SMALL_TEXT))
    return makeDataset(await tableOf(source, read), dataset);
  return openDataset(await reader.perform(order, source, name, control));
}

/** What each column of a table seems to be. */
export async function lookAtColumns(
  source: DataSource,
  read: ReadOptions,
  settings: FormatSettings = {},
  reader = looks,
): Promise<ColumnReport[]> {
  const here = 'records' in source || 'features' in source || (await isSmall(source, read));
  if (here) return guessColumns(await tableOf(source, read), settings);
  return (await reader.perform({ kind: 'columns', read, settings }, source, nameOf(source))).value as ColumnReport[];
}

/** The names of the sheets of a workbook, read in a child process; none for any other file. */
export async function sheetsIn(source: Extract<TableSource, { file: string }>, reader = looks): Promise<string[]> {
  return (await reader.perform({ kind: 'sheets', read: {} }, source, nameOf(source))).value as string[];
}

const tableOf = (source: DataSource, read: ReadOptions): Promise<RawTable> =>
  'example' in source ? exampleData(source.example) : readTable(source, read);

const nameOf = (source: DataSource): string =>
  'example' in source ? source.example : 'file' in source ? basename(source.file) : (source.name ?? 'payload');

/** Long texts in the rows of a message cost as much as their length. */
const isSmallTable = (table: RawTable, { series }: DatasetOptions): boolean =>
  cellsOf(table) <= (series ? SMALL_TABLE / SERIES : SMALL_TABLE) &&
  table.columns.length <= FEW_COLUMNS &&
  table.columns.reduce((size, { texts }) => size + textSize(texts), 0) <= LONG_TEXTS;

/** In a column of arrays, each number counts. */
const cellsOf = ({ rows, columns }: RawTable): number =>
  columns.reduce((cells, { tensor }) => cells + (tensor?.data.length ?? rows), 0);

type TextSource = Exclude<DataSource, { records: unknown } | { features: unknown }>;

/** A workbook is a zip file: its size says little about its content. */
async function isSmall(source: TextSource, { format = 'auto' }: ReadOptions, most = SMALL_TEXT): Promise<boolean> {
  if ((await sizeOf(source)) > most || format === 'xlsx') return false;
  if ('example' in source || format !== 'auto') return true;
  return !(await about(subjectOf(nameOf(source)), () => isWorkbook(source)));
}

/** Bytes; 0 for a file that cannot be inspected: reading it says why. */
async function sizeOf(source: TextSource): Promise<number> {
  if ('text' in source) return source.text.length;
  if ('example' in source) return exampleSize(source.example);
  return stat(source.file).then(
    ({ size }) => size,
    () => 0,
  );
}
