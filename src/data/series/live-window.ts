import type { SeriesPipeline } from '../../spec';
import { channelNames, type Stepwise, stepwise, writeCalendar, writeColumn } from './channels';
import { Ends } from './ends';
import { type Layout, layoutOf } from './layout';
import type { Reading } from './reader';

/** A window of readings, made by the same functions as those of a file. */
export interface LiveWindow {
  /** the times of its steps */
  readonly times: Float64Array;
  /** of each column, its value at the last step; NaN: missing */
  readonly last: Float64Array;
  /** [history × channels] */
  readonly history: Float32Array;
  /** the steps ahead, of columns known in advance; null: there are none */
  readonly future: {
    readonly times: Float64Array;
    readonly data: Float32Array;
  } | null;
  /** values that were filled in */
  readonly filled: number;
}

/** Why there is no window. */
export interface NoWindow {
  /** how many steps up to the last one have no hole between them */
  readonly steps: number;
  readonly needed: number;
  /** columns without a value within reach */
  readonly missing: readonly string[];
  /** columns known in advance that lack values of the steps to come */
  readonly unknown: readonly string[];
}

/** How many steps of readings are needed: those of the window, and those from which its first ones may be filled. */
export const reachBack = ({ history, fill }: SeriesPipeline): number => history + fill + 1;

/**
 * The last window of readings of one series in order of time; `until`: it ends at a step that begins at this time or
 * before.
 */
export function lastWindow(
  series: SeriesPipeline,
  readings: readonly Reading[],
  until = Number.POSITIVE_INFINITY,
): LiveWindow | NoWindow {
  const { columns, history, horizon, gap, calendar, known, filling } = series;
  const layout = layoutOf({ count: readings.length, time: i => readings[i]!.time, series: () => 0 }, series);
  const isKnown = columns.map(({ name }) => known.includes(name));
  const ends = new Ends(
    layout,
    filling,
    columns.some(({ kind }, c) => kind === 'number' && !isKnown[c]),
  );
  const found = columns.map((column, c) => {
    const steps = stepwise(column, i => readings[i]!.values[c]!, layout, series);
    if (column.kind === 'number') ends.add(steps, isKnown[c]!);
    return steps;
  });
  const complete = ends.complete(history);
  let end = layout.rows - 1;
  while (end >= 0 && layout.times[end]! > until) end--;
  if (series.columns.some(({ kind }, c) => kind === 'number' && !isKnown[c]) && known.length > 0)
    while (end >= 0 && !found.some(({ own }, c) => !isKnown[c] && own[end] === 1)) end--; // steps ahead have only columns known in advance
  if (end < 0 || complete[end] === 0) return why(layout, found, ends, end, series);
  const first = end - history + 1;
  const part = (from: number, count: number): Layout => ({
    ...layout,
    rows: count,
    times: layout.times.subarray(from, from + count),
  });
  const cut = ({ values, own }: Stepwise, from: number, count: number): Stepwise => ({
    values: values.subarray(from, from + count),
    own: own.subarray(from, from + count),
  });
  const written = (which: readonly number[], from: number, count: number): Float32Array => {
    const chosen = which.map(c => columns[c]!);
    const width = channelNames(chosen, calendar).length;
    const out = new Float32Array(count * width);
    let offset = 0;
    for (const c of which) {
      writeColumn(columns[c]!, cut(found[c]!, from, count), out, offset, width);
      offset += channelNames([columns[c]!], []).length;
    }
    writeCalendar(series, part(from, count), out, offset, width);
    return out;
  };
  const all = columns.map((_, c) => c);
  const ahead = all.filter(c => isKnown[c]);
  const window = {
    times: layout.times.slice(first, end + 1),
    last: Float64Array.from(found, ({ values }) => values[end]!),
    history: written(all, first, history),
    filled: found.reduce(
      (sum, { values, own }) => sum + countIn(first, end, row => own[row] === 0 && !Number.isNaN(values[row]!)),
      0,
    ),
  };
  if (ahead.length === 0) return { ...window, future: null };
  const [from, count] = horizon === 0 ? [end, 1] : [end + gap + 1, horizon];
  const unknown = ahead.filter(
    c =>
      columns[c]!.kind === 'number' &&
      countIn(from, from + count - 1, row => Number.isNaN(found[c]!.values[row] ?? Number.NaN)) > 0,
  );
  const isHole = from + count > layout.rows || ends.starts[from + count - 1] !== ends.starts[end];
  if (unknown.length > 0 || isHole)
    return {
      ...{ steps: history, needed: history, missing: [] },
      unknown: (isHole ? ahead : unknown).map(c => columns[c]!.name),
    };
  return {
    ...window,
    future: {
      times: layout.times.slice(from, from + count),
      data: written(ahead, from, count),
    },
  };
}

function countIn(from: number, to: number, is: (row: number) => boolean): number {
  let count = 0;
  for (let row = from; row <= to; row++) if (is(row)) count++;
  return count;
}

function why(
  layout: Layout,
  found: readonly Stepwise[],
  { starts }: Ends,
  end: number,
  { columns, history }: SeriesPipeline,
): NoWindow {
  const steps = end < 0 ? 0 : end - starts[end]! + 1;
  const first = Math.max(0, end - history + 1);
  const lacks = (values: Float64Array): boolean => countIn(first, end, row => Number.isNaN(values[row]!)) > 0;
  const missing = steps < history ? [] : columns.filter(({ kind }, c) => kind === 'number' && lacks(found[c]!.values));
  return {
    steps: Math.min(steps, layout.rows),
    needed: history,
    missing: missing.map(({ name }) => name),
    unknown: [],
  };
}

export const isWindow = (found: LiveWindow | NoWindow): found is LiveWindow => 'history' in found;
