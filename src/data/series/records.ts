import { about, Problem } from '../../errors';
import type { Column, Pipeline, PreparedRecords, SeriesPipeline } from '../../spec';
import { count, isRecord, listed, plural, quoted } from '../error-text';
import { MOST_ROWS } from '../limits';
import { recordsToColumns } from '../pipeline/records';
import { isWindow, type LiveWindow, lastWindow, type NoWindow } from './live-window';
import { type Keyed, type Reading, SeriesReader } from './reader';

const MOST_WARNINGS = 20;

/** Is it a list of readings, or a list of such lists, and not rows of a network's input? */
export function areReadings({ series }: Pipeline, payload: unknown): payload is readonly unknown[] {
  if (series === undefined || !Array.isArray(payload) || payload.length === 0) return false;
  const [first] = payload as readonly unknown[];
  if (Array.isArray(first)) return isRecord(first[0]);
  return isRecord(first) && !Object.hasOwn(first, series.windows.history);
}

/**
 * Windows of readings as the columns of a model. A list of readings is one window for each series in it, the last that
 * its readings make; a list of lists one for each list.
 */
export function readingsToColumns(pipeline: Pipeline, payload: readonly unknown[]): PreparedRecords {
  return about('payload', () => windowsOf(pipeline, pipeline.series!, payload));
}

function windowsOf(pipeline: Pipeline, series: SeriesPipeline, payload: readonly unknown[]): PreparedRecords {
  const warnings: string[] = [];
  const reader = new SeriesReader(series, warning => {
    if (warnings.length < MOST_WARNINGS && !warnings.includes(warning)) warnings.push(warning);
  });
  const several = Array.isArray(payload[0]);
  const found = several
    ? payload.map((list, at) => ofWindow(at, () => lastOf(series, readingsIn(reader, series, list))))
    : [...readingsIn(reader, series, payload)].map(group => lastOf(series, new Map([group])));
  if (found.length > MOST_ROWS)
    throw new Problem(`has ${count(found.length)} windows, at most ${count(MOST_ROWS)} are possible at a time`);
  const known = series.keys && new Set(series.keys);
  for (const { key } of found)
    if (known && !known.has(key.key) && warnings.length < MOST_WARNINGS)
      warnings.push(
        `the series ${quoted(key.key)} was not in training: the answer is that of the model for any series`,
      );
  return {
    columns: [...windowColumns(pipeline, found), ...endColumn(series, found)],
    rows: found.length,
    single: !several && found.length === 1,
    warnings,
  };
}

/** Rows that are windows already, with the time of their last step where they tell it (windowMessage). */
export function windowsToColumns(pipeline: Pipeline, payload: unknown): PreparedRecords {
  const prepared = recordsToColumns(pipeline, payload);
  const time = pipeline.series?.time ?? null;
  const rows = Array.isArray(payload) ? (payload as readonly unknown[]) : [payload];
  if (time === null || rows.length !== prepared.rows) return prepared;
  const at = rows.map(row => (isRecord(row) ? endOf(row[time.name]) : Number.NaN));
  return { ...prepared, columns: [...prepared.columns, timeColumnOf(time, at)] };
}

/** ISO 8601, a Date, or a number as in training; NaN: unknown. */
function endOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (value instanceof Date) return value.getTime();
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}

/** Adds the number of the window to a problem. */
function ofWindow<T>(at: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Problem ? error.within(`window ${count(at + 1)}`) : error;
  }
}

interface Found {
  readonly key: Keyed;
  readonly window: LiveWindow;
}

type Groups = ReadonlyMap<string, { readonly key: Keyed; readonly readings: readonly Reading[] }>;

function readingsIn(reader: SeriesReader, series: SeriesPipeline, list: unknown): Groups {
  if (!Array.isArray(list)) throw new Problem(`must be a list of readings`);
  const groups = new Map<string, { key: Keyed; readings: Reading[] }>();
  for (const [row, record] of list.entries()) {
    if (!isRecord(record)) throw new Problem(`reading ${count(row + 1)} must be a record`);
    const key = reader.keyOf(record);
    const group = groups.get(key.key) ?? { key, readings: [] };
    groups.set(key.key, group);
    const time = reader.timeOf(record) ?? (series.time === null ? row : undefined);
    if (time === undefined)
      throw new Problem(`reading ${count(row + 1)} has no time (column ${quoted(series.time!.name)})`);
    group.readings.push({ time, values: reader.valuesOf(record) });
  }
  for (const { readings } of groups.values()) readings.sort((a, b) => a.time - b.time);
  return groups;
}

function lastOf(series: SeriesPipeline, groups: Groups): Found {
  const [group, ...others] = groups.values();
  if (!group || others.length > 0) throw new Problem(`must hold readings of one series`);
  const window = lastWindow(series, group.readings);
  if (isWindow(window)) return { key: group.key, window };
  const problem = new Problem(whyNot(window), { expected: window.needed, received: window.steps });
  throw group.key.key === '' ? problem : problem.within(`series ${quoted(group.key.key)}`);
}

/** Why readings make no window, in words. */
export function whyNot({ steps, needed, missing, unknown }: NoWindow): string {
  if (unknown.length > 0)
    return `columns known in advance have no values for the steps to come: ${listed(unknown)}; send them as readings of later times`;
  if (missing.length > 0) return `no value within reach of the columns ${listed(missing)}`;
  return `needs ${plural(needed, 'step')} without a long hole, and there are ${count(steps)}`;
}

/** The column of the times at which the windows end, as in a dataset; it is not a feature. */
const timeColumnOf = ({ name, clock }: NonNullable<SeriesPipeline['time']>, at: readonly number[]): Column => ({
  ...{ name, type: clock.kind === 'number' ? 'number' : 'date' },
  data: Float64Array.from(at),
});
const endColumn = ({ time }: SeriesPipeline, found: readonly Found[]): Column[] =>
  time === null
    ? []
    : [
        timeColumnOf(
          time,
          found.map(({ window }) => window.times.at(-1)!),
        ),
      ];

function windowColumns({ features, series }: Pipeline, found: readonly Found[]): Column[] {
  const { windows, key } = series!;
  return features.map((feature): Column => {
    const { name, shape } = feature;
    if (name === windows.history || name === windows.known) {
      const parts = found.map(({ window }) => (name === windows.history ? window.history : window.future!.data));
      const width = parts[0]!.length;
      const data = new Float32Array(width * parts.length);
      for (const [i, part] of parts.entries()) data.set(part, i * width);
      return { name, type: 'tensor', data, shape };
    }
    const place = key.indexOf(name);
    const labels = [...new Set(found.map(({ key: { keys } }) => keys[place] ?? ''))];
    const data = Int32Array.from(found, ({ key: { keys } }) =>
      (keys[place] ?? '') === '' ? -1 : labels.indexOf(keys[place]!),
    );
    return { name, type: 'category', data, labels };
  });
}
