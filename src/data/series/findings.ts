import type { Findings } from '../../spec';
import { dateText } from '../cell/dates';
import type { TypedColumns } from '../column/typed-columns';
import { count, listed, plural, quoted } from '../error-text';
import type { RawTable } from '../table/raw-table';
import type { TimeColumn } from './clock';
import { deadSensorText } from './dead-sensors';
import { gridText } from './grid';
import type { ReadSeries } from './read-series';
import type { TimeSplit } from './windows';

interface Made {
  readonly raw: RawTable;
  readonly typed: TypedColumns;
  readonly read: ReadSeries;
  readonly sorted: { readonly untimed: number; readonly unsorted: boolean };
  readonly cut: TimeSplit;
  readonly time: TimeColumn | null;
  readonly isDate: boolean;
  /** the readings themselves are the targets */
  readonly isNormal: boolean;
  /** the names of the series */
  readonly keys: readonly string[];
  /** the number of windows before the split */
  readonly windows: number;
}

/** Sentences about what was left out of the series, filled in, and found in them. */
export function findingsOfSeries(made: Made): Findings {
  const { raw, typed, read, sorted, cut, time, keys } = made;
  const { layout, series, reach, filled, unused } = read;
  const leftOut: string[] = [...(raw.dialect?.leftOut ?? [])];
  const warnings: string[] = [...(raw.dialect?.warnings ?? [])];
  const notes: string[] = [];
  if (sorted.untimed > 0)
    leftOut.push(`${count(sorted.untimed)} of ${plural(raw.rows, 'row')} have no time in column ${quoted(time!.name)}`);
  for (const column of unused) {
    const found = typed.reports.find(({ name }) => name === column.name);
    const reason =
      column.type === 'ignored' || column.type === 'text'
        ? (found?.reason ?? 'is ignored')
        : column.type === 'integer'
          ? 'counts the rows'
          : `is of the type ${column.type}`;
    leftOut.push(`column ${quoted(column.name)} is not used: it ${reason}`);
  }
  if (cut.between > 0)
    leftOut.push(
      `${count(cut.between)} of ${plural(made.windows, 'window')} reach from one part into the next: they are the gap between training, validation and test`,
    );
  if (time === null) warnings.push('there is no column of times: the rows are taken in their order, each as one step');
  else notes.push(...time.notes);
  if (sorted.unsorted) notes.push('the rows were not in order of time, and were sorted');
  for (const { name, warnings: own } of typed.reports)
    if (!unused.some(column => column.name === name))
      warnings.push(...own.map(text => `column ${quoted(name)}: ${text}`));
  const deadSensors = read.sensors.found(
    keys,
    made.isDate,
    read.answers.map(({ column }) => column.name),
  );
  warnings.push(...deadSensors.map(deadSensorText));
  const shown = keys.length > 1 ? ` in ${count(keys.length)} series` : '';
  const [first, last] = [layout.times[0]!, layout.times[layout.rows - 1]!];
  if (series.grid.kind === 'readings') notes.push(`each reading is a step: ${plural(layout.rows, 'step')}${shown}`);
  else if (made.isDate && keys.length === 1)
    notes.push(
      `a step is ${gridText(series.grid)}: ${plural(layout.rows, 'step')} from ${dateText(first)} to ${dateText(last)}`,
    );
  else notes.push(`a step is ${gridText(series.grid)}: ${plural(layout.rows, 'step')}${shown}`);
  if (read.foundPeriod) notes.push('the period was found from the times; set it to resample to another one');
  if (time !== null && series.grid.kind === 'readings')
    warnings.push('the times are not evenly spaced: each reading is a step. Set a period to make even steps');
  if (layout.more > 0)
    notes.push(
      series.grid.kind === 'readings' || read.foundPeriod
        ? `${plural(layout.more, 'reading')} came again for a step: the last counts`
        : `${plural(layout.more + layout.rows - layout.empty, 'reading')} were resampled`,
    );
  if (layout.holes > 0)
    leftOut.push(
      `${plural(layout.holes, 'hole')} in the times: longer than ${plural(series.fill, 'step')}, so that no window reaches across`,
    );
  for (const [name, values] of filled)
    notes.push(`column ${quoted(name)}: ${plural(values, 'missing value')} were filled`);
  if (reach.horizon > 0 || read.foundSeason)
    notes.push(series.season > 1 ? `the season has ${plural(series.season, 'step')}` : 'there is no season');
  const names = series.columns.map(({ name }) => name);
  notes.push(`a window has ${plural(reach.history, 'step')} of ${listed(names, 5)}`);
  if (reach.horizon === 1) notes.push('predicted is the step after a window');
  else if (reach.horizon > 0) notes.push(`predicted are the ${plural(reach.horizon, 'step')} after a window`);
  else if (made.isNormal) notes.push('no target: what is learned is what the readings normally are');
  else notes.push('predicted is the label of a window');
  if (made.isDate && Number.isFinite(cut.begins.test))
    notes.push(`the test part begins at ${dateText(cut.begins.test)}`);
  return { leftOut, warnings, notes, ...(deadSensors.length > 0 && { deadSensors }) };
}
