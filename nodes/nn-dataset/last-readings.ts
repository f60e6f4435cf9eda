import {
  type DatasetOptions,
  type FileSource,
  guessWithPauses,
  loadDataset,
  Pacer,
  type ReadOptions,
  readTable,
  rowReader,
  type WrittenRow,
} from '../../src';

/** More would not belong into the inject node of a flow. */
const MOST = 500;
/** A larger file is not read a second time for it. */
const MOST_BYTES = 32 * 2 ** 20;
/** How many rows are read between two checks of the clock. */
const BLOCK = 50;

/** The last rows of a file of readings, as they are written: as many as a window of each series takes; []: too many. */
export async function lastReadings(
  from: FileSource,
  read: ReadOptions,
  options: DatasetOptions,
): Promise<WrittenRow['record'][]> {
  const { series } = (await loadDataset(from, read, options)).pipeline;
  const wanted = series ? (series.history + 1) * Math.max(1, series.keys?.length ?? 1) : 0;
  if (!series?.single || wanted > MOST) return [];
  const table = await readTable(from, { ...read, sizeLimit: MOST_BYTES });
  const reports = await guessWithPauses(table);
  const numeric = reports.filter(({ type }) => type === 'number' || type === 'integer').map(({ name }) => name);
  const record = rowReader(table, reports, new Set(numeric));
  const first = Math.max(0, table.rows - wanted);
  const found: WrittenRow['record'][] = [];
  await new Pacer().blocks(
    table.rows - first,
    (begin, end) => {
      for (let row = first + begin; row < first + end; row++) found.push(record(row).record);
    },
    BLOCK,
  );
  return found;
}
