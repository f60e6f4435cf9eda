import { badArgument, Problem } from '../../errors';
import type { Column, DatasetOptions, Grid, SeriesColumn, SeriesOptions, SeriesPipeline } from '../../spec';
import { count, listed } from '../error-text';
import type { Pacer } from '../pace';
import { type Stepwise, stepwise, widthOf, writeCalendar, writeColumn } from './channels';
import { countsRows, seriesColumn, valuesIn } from './columns';
import { DeadSensors } from './dead-sensors';
import { Ends } from './ends';
import { findGrid, gridOf } from './grid';
import { type Layout, layoutOf, mostSteps, type Readings } from './layout';
import { findSeason } from './season';
import { fillOf, type Reach, reachOf, stepsIn } from './settings';

/** All readings step by step: what windows are cut from. */
export interface ReadSeries {
  readonly series: SeriesPipeline;
  readonly reach: Reach;
  readonly layout: Layout;
  readonly ends: Ends;
  /** what the network sees of the past */
  readonly channels: Channels;
  /** what is known in advance; null: nothing */
  readonly future: Channels | null;
  readonly answers: readonly Answer[];
  /** steps at which all targets have a value of their own */
  readonly answered: Uint8Array;
  /** steps at which a column known in advance has no value; null: none is known in advance */
  readonly unknown: Uint8Array | null;
  /** values that were filled in, by column */
  readonly filled: ReadonlyMap<string, number>;
  /** columns that are not part of the series */
  readonly unused: readonly Column[];
  readonly sensors: DeadSensors;
  readonly foundPeriod: boolean;
  readonly foundSeason: boolean;
}

export interface Channels {
  /** [steps × width], in shared memory */
  readonly data: Float32Array;
  readonly width: number;
  readonly columns: readonly SeriesColumn[];
}

/** A target at each step. */
export interface Answer {
  readonly column: Column;
  /** NaN: it has no value of its own */
  readonly values: Float64Array;
}

interface Sorted {
  readonly order: Int32Array;
  readonly codes: Int32Array;
  readonly times: { readonly times: Float64Array; readonly isDate: boolean } | null;
}

interface Wanted {
  readonly options: DatasetOptions;
  readonly settings: SeriesOptions;
  readonly targets: readonly string[];
  /** the targets are the readings themselves, which the windows hold */
  readonly isNormal: boolean;
  readonly key: readonly string[];
  readonly time: SeriesPipeline['time'];
  readonly pacer: Pacer;
}

export async function readSeries(columns: readonly Column[], sorted: Sorted, wanted: Wanted): Promise<ReadSeries> {
  const { options, settings, targets, isNormal, pacer } = wanted;
  const { order, codes, times } = sorted;
  const readings: Readings = {
    count: order.length,
    time: times === null ? () => Number.NaN : reading => times.times[order[reading]!]!,
    series: reading => codes[order[reading]!]!,
  };
  const grid = chosenGrid(settings, readings, times?.isDate ?? null);
  const resampled = settings.period !== undefined;
  const known = new Set(settings.known ?? []);
  const zone = settings.zone ?? '';
  const calendar = settings.calendar ?? [];
  if (calendar.length > 0 && !times?.isDate)
    throw badArgument('calendar', 'empty, because the readings have no dates', calendar.join(', '));
  const filling = settings.filling ?? 'linear';
  const bounds = { ...fillOf(settings, grid), filling };
  const layout = layoutOf(readings, { grid, zone, time: wanted.time, ...bounds }, mostSteps(readings.count));
  await pacer.pause();

  const isLabel = ({ name, labels }: Column): boolean => targets.includes(name) && labels !== undefined;
  const atWindow = settings.horizon?.size === 0 && !isNormal;
  const hints = new Map((options.columns ?? []).map(hint => [hint.name, hint]));
  const all = columns.map(column => ({
    column,
    made:
      countsRows(column) && !targets.includes(column.name) && hints.get(column.name)?.type === undefined
        ? null
        : seriesColumn(column, settings, hints.get(column.name), resampled),
  }));
  // What a window predicts is not among its inputs: neither a label, nor a number of the window itself.
  const used = all.flatMap(({ column, made }) =>
    made === null || isLabel(column) || (atWindow && targets.includes(column.name)) ? [] : [{ column, made }],
  );
  for (const name of known)
    if (targets.includes(name)) throw badArgument('known', 'columns other than the target', name);
  if (used.length === 0 && calendar.length === 0)
    throw new Problem(`has no column but the target ${listed(targets)} that a window could hold`);
  const ends = new Ends(
    layout,
    filling,
    used.some(({ made }) => made.kind === 'number' && !known.has(made.name)),
  );
  const channels = room(
    layout,
    used.map(({ made }) => made),
    calendar.length,
  );
  const inAdvance = used.filter(({ made }) => known.has(made.name)).map(({ made }) => made);
  const future = inAdvance.length > 0 ? room(layout, inAdvance, calendar.length) : null;
  const unknown = future && new Uint8Array(layout.rows);
  const filled = new Map<string, number>();
  const seriesOf = (step: number) => readings.series(Math.min(layout.from[step]!, readings.count - 1));
  const sensors = new DeadSensors(layout, seriesOf, bounds.fill);
  const answers: Answer[] = [];
  let measured: Float64Array | null = null;
  let [offset, ahead] = [0, 0];
  for (const { column, made } of all) {
    const target = targets.includes(column.name);
    if (made === null) continue;
    const isUsed = used.some(other => other.made === made);
    if (!isUsed && !target) continue;
    const found = stepwise(made, valuesIn(column, order), layout, bounds);
    if (made.kind === 'number' && !known.has(made.name)) sensors.add(made.name, found);
    if (isUsed) {
      if (made.kind === 'number') ends.add(found, known.has(made.name));
      countFilled(filled, made.name, found);
      writeColumn(made, found, channels.data, offset, channels.width);
      offset += widthOf(made);
    }
    if (future && unknown && known.has(made.name)) {
      writeColumn(made, found, future.data, ahead, future.width);
      ahead += widthOf(made);
      if (made.kind === 'number')
        for (let row = 0; row < unknown.length; row++) if (Number.isNaN(found.values[row]!)) unknown[row] = 1;
    }
    if (made.kind === 'number' && (measured === null || target)) measured = stretchOf(found.values, layout);
    if (target) answers.push({ column, values: ownOnly(found) });
    await pacer.pause();
  }
  writeCalendar({ calendar, zone }, layout, channels.data, offset, channels.width);
  if (future) writeCalendar({ calendar, zone }, layout, future.data, ahead, future.width);
  await pacer.pause();

  const season =
    settings.season === undefined ? (measured ? findSeason(measured) : 1) : stepsIn('season', settings.season, grid, 1);
  const reach = reachOf(settings, {
    ...{ grid, season, steps: measured?.length ?? 0 },
    classes: answers.some(({ column }) => column.labels !== undefined),
  });
  const names = new Set(columns.map(({ name }) => name));
  const series: SeriesPipeline = {
    ...{ time: wanted.time, key: wanted.key, grid, zone, ...bounds, season, calendar },
    single: layout.more <= 0.05 * readings.count,
    ...{ history: reach.history, horizon: reach.horizon, gap: reach.gap },
    columns: channels.columns,
    known: inAdvance.map(({ name }) => name),
    windows: { history: freshName('history', names), ...(future && { known: freshName('known', names) }) },
  };
  const answered = new Uint8Array(layout.rows).fill(1);
  for (const { values } of answers)
    for (let row = 0; row < answered.length; row++) if (Number.isNaN(values[row]!)) answered[row] = 0;
  const part = new Set(all.filter(({ made }) => made !== null).map(({ column }) => column.name));
  return {
    ...{ series, reach, layout, ends, channels, future, answered, unknown, filled, sensors },
    answers: targets.map(name => answers.find(({ column }) => column.name === name)!),
    unused: columns.filter(({ name }) => !part.has(name)),
    foundPeriod: !resampled && grid.kind !== 'readings',
    foundSeason: settings.season === undefined,
  };
}

function chosenGrid({ period }: SeriesOptions, readings: Readings, isDate: boolean | null): Grid {
  if (period !== undefined) {
    if (period.unit === 'steps' || period.size <= 0)
      throw badArgument('period', 'a time such as 15min, 1h or 1d', `${period.size}`);
    if (isDate !== true) throw new Problem('period needs a column of dates (time)', { argument: 'period' });
    return gridOf(period);
  }
  if (isDate === null) return { kind: 'readings' };
  const [from, to] = longestSeries(readings);
  const times = Float64Array.from({ length: to - from }, (_, i) => readings.time(from + i));
  return findGrid(times, isDate) ?? { kind: 'readings' };
}

/** The readings [from, to) of the series that has most of them. */
function longestSeries({ count: all, series }: Readings): [number, number] {
  let [best, begin]: [[number, number], number] = [[0, 0], 0];
  for (let i = 1; i <= all; i++) {
    if (i < all && series(i) === series(begin)) continue;
    if (i - begin > best[1] - best[0]) best = [begin, i];
    begin = i;
  }
  return best;
}

const LARGEST = 2 ** 31 - 1;

function room(layout: Layout, columns: readonly SeriesColumn[], calendar: number): Channels {
  const width = columns.reduce((sum, column) => sum + widthOf(column), 0) + 2 * calendar;
  if (layout.rows * width > LARGEST)
    throw new Problem(
      `${count(layout.rows)} steps of ${count(width)} numbers are more than a dataset holds (${count(LARGEST)}): choose a longer period, or set the type of columns to ignored`,
    );
  return { data: new Float32Array(new SharedArrayBuffer(4 * layout.rows * width)), width, columns };
}

const ownOnly = ({ values, own }: Stepwise): Float64Array =>
  values.map((value, row) => (own[row] === 1 ? value : Number.NaN));

function countFilled(filled: Map<string, number>, name: string, { values, own }: Stepwise): void {
  let sum = 0;
  for (let row = 0; row < values.length; row++) if (own[row] === 0 && !Number.isNaN(values[row]!)) sum++;
  if (sum > 0) filled.set(name, sum);
}

/** The longest stretch. */
function stretchOf(values: Float64Array, { stretches }: Layout): Float64Array {
  let [from, to] = [0, 0];
  for (let s = 0; s + 1 < stretches.length; s++)
    if (stretches[s + 1]! - stretches[s]! > to - from) [from, to] = [stretches[s]!, stretches[s + 1]!];
  return values.slice(from, to);
}

function freshName(name: string, taken: ReadonlySet<string>): string {
  for (let i = 1; ; i++) {
    const fresh = i === 1 ? name : `${name} ${i}`;
    if (!taken.has(fresh)) return fresh;
  }
}
