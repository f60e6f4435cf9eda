import {
  type DatasetOptions,
  type FileSource,
  guessWithPauses,
  loadDataset,
  Pacer,
  Problem,
  type RawTable,
  type ReadOptions,
  readTable,
  rowReader,
  type SeriesPipeline,
  SeriesReader,
  type WrittenRow,
} from '../../src';

/** More would not belong into the inject node of a flow. */
const MOST = 500;
/** A larger file is not read a second time for it; a workbook is parsed in one piece. */
const [MOST_BYTES, MOST_OF_WORKBOOK] = [32 * 2 ** 20, 2 ** 20];
/** How many rows are read between two checks of the clock. */
const BLOCK = 50;

/**
 * The last readings of a file by their times, as they are written: as many of each series as its window takes; []: too
 * many.
 */
export async function lastReadings(
  from: FileSource,
  read: ReadOptions,
  options: DatasetOptions,
): Promise<WrittenRow['record'][]> {
  const { series } = (await loadDataset(from, read, options)).pipeline;
  // some steps have two readings
  const each = series ? Math.ceil(1.1 * series.history) + 1 : 0;
  if (!series?.single || each * Math.max(1, series.keys?.length ?? 1) > MOST) return [];
  const isWorkbook = read.format === 'xlsx' || /\.xlsx$/i.test(from.file);
  const table = await readTable(from, { ...read, sizeLimit: isWorkbook ? MOST_OF_WORKBOOK : MOST_BYTES });
  const rows = await lastRows(table, series, each);
  if (rows.length > MOST) return [];
  const reports = await guessWithPauses(table, options);
  const numeric = reports.filter(({ type }) => type === 'number' || type === 'integer').map(({ name }) => name);
  const record = rowReader(table, reports, new Set(numeric));
  return rows.map(row => record(row).record);
}

/** The last rows of each series that has a window, in order of time; rows without a time are left out, as in training. */
async function lastRows(table: RawTable, series: SeriesPipeline, each: number): Promise<number[]> {
  const reader = new SeriesReader(series);
  const names = new Set([...series.key, ...(series.time ? [series.time.name] : [])]);
  const columns = table.columns.filter(({ name }) => names.has(name));
  const record = rowReader({ ...table, columns }, [], new Set());
  const found = new Map<string, { row: number; time: number }[]>();
  const last = (rows: readonly { row: number; time: number }[]) =>
    [...rows].sort((a, b) => a.time - b.time || a.row - b.row).slice(-each);
  const look = (row: number): void => {
    const cells = record(row).record;
    const time = series.time === null ? row : timeIn(reader, cells);
    if (time === undefined) return;
    const { key } = reader.keyOf(cells);
    const rows = found.get(key) ?? [];
    rows.push({ row, time });
    found.set(key, rows.length > 4 * each ? last(rows) : rows);
  };
  await new Pacer().blocks(
    table.rows,
    (begin, end) => {
      for (let row = begin; row < end; row++) look(row);
    },
    BLOCK,
  );
  return [...found.values()]
    .filter(({ length }) => length >= series.history)
    .flatMap(rows => last(rows).map(({ row }) => row));
}

function timeIn(reader: SeriesReader, cells: WrittenRow['record']): number | undefined {
  try {
    return reader.timeOf(cells);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
