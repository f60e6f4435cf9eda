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
 * The last readings of a file by their times, as they are written: as many of each series as its window takes. With
 * columns known in advance, those of the steps ahead follow, without what is measured then. Throws a Problem where they
 * are too many, or the file has several readings for a step.
 */
export async function lastReadings(
  from: FileSource,
  read: ReadOptions,
  options: DatasetOptions,
): Promise<WrittenRow['record'][]> {
  const { series } = (await loadDataset(from, read, options)).pipeline;
  if (!series) return [];
  if (!series.single)
    throw new Problem('several readings belong to a step: send them to the window node, which puts them together');
  // some steps have two readings
  const roomFor = (steps: number): number => (steps === 0 ? 0 : Math.ceil(1.1 * steps) + 1);
  const [each, ahead] = [roomFor(series.history), series.known.length > 0 ? series.gap + series.horizon : 0];
  const needed = (each + roomFor(ahead)) * Math.max(1, series.keys?.length ?? 1);
  if (needed > MOST) throw tooMany(needed);
  const isWorkbook = read.format === 'xlsx' || /\.xlsx$/i.test(from.file);
  const table = await readTable(from, { ...read, sizeLimit: isWorkbook ? MOST_OF_WORKBOOK : MOST_BYTES });
  const rows = await lastRows(table, series, { each, ahead, most: roomFor(ahead) });
  if (rows.length > MOST) throw tooMany(rows.length);
  const reports = await guessWithPauses(table, options);
  const numeric = reports.filter(({ type }) => type === 'number' || type === 'integer').map(({ name }) => name);
  const record = rowReader(table, reports, new Set(numeric));
  const inAdvance = new Set([...namesIn(series), ...series.known]);
  return rows.map(({ row, isAhead }) => {
    const { record: whole } = record(row);
    return isAhead ? Object.fromEntries(Object.entries(whole).filter(([name]) => inAdvance.has(name))) : whole;
  });
}

const tooMany = (needed: number): Problem =>
  new Problem(
    `about ${needed} readings are needed for a forecast, more than the ${MOST} that are written into a flow: send them to the window node, or set a shorter history`,
  );

/** The columns of times and keys. */
const namesIn = ({ key, time }: SeriesPipeline): string[] => [...key, ...(time ? [time.name] : [])];

interface At {
  readonly row: number;
  readonly time: number;
  /** has it a value of a column that is not known in advance? */
  readonly measured: boolean;
}
interface Wanted {
  /** rows of the past, and steps ahead and rows for them */
  readonly each: number;
  readonly ahead: number;
  readonly most: number;
}
interface LastRow {
  readonly row: number;
  readonly isAhead: boolean;
}

/** The last rows of each series that has a window, in order of time; rows without a time are left out, as in training. */
async function lastRows(table: RawTable, series: SeriesPipeline, wanted: Wanted): Promise<LastRow[]> {
  const reader = new SeriesReader(series);
  const measured = series.columns.map(({ name }) => !series.known.includes(name));
  const names = new Set([
    ...namesIn(series),
    ...(wanted.ahead > 0 ? series.columns.filter((_, c) => measured[c]).map(({ name }) => name) : []),
  ]);
  const columns = table.columns.filter(({ name }) => names.has(name));
  const record = rowReader({ ...table, columns }, [], new Set());
  const isMeasured = (cells: WrittenRow['record']): boolean =>
    wanted.ahead === 0 || reader.valuesOf(cells).some((value, c) => measured[c] && !Number.isNaN(value));
  const found = new Map<string, At[]>();
  const look = (row: number): void => {
    const cells = record(row).record;
    const time = series.time === null ? row : timeIn(reader, cells);
    if (time === undefined) return;
    const { key } = reader.keyOf(cells);
    const rows = found.get(key) ?? [];
    rows.push({ row, time, measured: isMeasured(cells) });
    // which ones are ahead is seen at the end
    found.set(key, wanted.ahead === 0 && rows.length > 4 * wanted.each ? inOrder(rows).slice(-wanted.each) : rows);
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
    .flatMap(rows => lastOf(inOrder(rows), wanted));
}

const inOrder = (rows: readonly At[]): At[] => [...rows].sort((a, b) => a.time - b.time || a.row - b.row);

/**
 * The past, and the steps ahead: those after the last measured one; where the file has too few of them, its last steps are
 * forecast, as if they were still to come.
 */
function lastOf(rows: readonly At[], { each, ahead, most }: Wanted): LastRow[] {
  let from = rows.findLastIndex(({ measured }) => measured) + 1;
  let steps = new Set(rows.slice(from).map(({ time }) => time)).size;
  while (from > 0 && (steps < ahead || rows[from - 1]!.time === rows[from]?.time))
    if (rows[--from]!.time !== rows[from + 1]?.time) steps++;
  return [
    ...rows.slice(Math.max(0, from - each), from).map(({ row }) => ({ row, isAhead: false })),
    ...rows.slice(from, from + most).map(({ row }) => ({ row, isAhead: true })),
  ];
}

function timeIn(reader: SeriesReader, cells: WrittenRow['record']): number | undefined {
  try {
    return reader.timeOf(cells);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
