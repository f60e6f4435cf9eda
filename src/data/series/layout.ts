import { Problem } from '../../errors';
import type { SeriesPipeline } from '../../spec';
import { count } from '../error-text';
import { gridText, stepsOf } from './grid';

/** Readings sorted by series and time. */
export interface Readings {
  readonly count: number;
  /** NaN: there are no times, and each row is a step */
  time(reading: number): number;
  /** the number of its series */
  series(reading: number): number;
}

/** The steps of all series, one series after the other. In a short hole there are steps without a reading. */
export interface Layout {
  readonly rows: number;
  /** the time of each step, ascending in each series; if rows have no times, their number within the series */
  readonly times: Float64Array;
  /** [rows + 1]: step r has the readings from[r] … from[r + 1] − 1 */
  readonly from: Int32Array;
  /** the first step of each stretch without a long hole, ascending, then the number of steps */
  readonly stretches: Int32Array;
  /** holes that were too long to be filled */
  readonly holes: number;
  /** steps without a reading */
  readonly empty: number;
  /** readings beyond the first one of a step */
  readonly more: number;
}

type Settings = Pick<SeriesPipeline, 'grid' | 'zone' | 'fill' | 'longest' | 'time'>;

/** So many steps are always possible: some milliseconds and megabytes. */
const FEW_STEPS = 100_000;
/** Else, so many steps a reading: days of minutes from readings of each hour have 60. */
const STEPS_A_READING = 100;

/** The most steps that a file's readings may make. */
export const mostSteps = (readings: number): number => Math.max(FEW_STEPS, STEPS_A_READING * readings);

/** Throws a Problem where there would be more than `limit` steps: holes that are filled with very short ones. */
export function layoutOf(readings: Readings, settings: Settings, limit = Number.POSITIVE_INFINITY): Layout {
  if (settings.grid.kind === 'readings') return ofReadings(readings, settings);
  return onGrid(readings, settings, settings.grid, limit);
}

function ofReadings({ count, time, series }: Readings, { longest, time: clock }: Settings): Layout {
  const times = new Float64Array(count);
  const from = new Int32Array(count + 1);
  const stretches: number[] = [];
  let [rows, holes, first] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const isNew = i === 0 || series(i) !== series(i - 1);
    if (isNew) first = rows;
    const at = clock === null ? rows - first : time(i);
    const interval = isNew ? 0 : at - times[rows - 1]!;
    if (!isNew && interval === 0) continue; // another reading of the step before
    const isHole = longest !== undefined && interval > longest;
    if (isHole) holes++;
    if (isNew || isHole) stretches.push(rows);
    from[rows] = i;
    times[rows++] = at;
  }
  from[rows] = count;
  return {
    ...{ rows, times: times.slice(0, rows), from: from.slice(0, rows + 1), holes, empty: 0, more: count - rows },
    stretches: Int32Array.from([...stretches, rows]),
  };
}

function onGrid(
  { count, time, series }: Readings,
  { fill, zone }: Settings,
  grid: Exclude<SeriesPipeline['grid'], { kind: 'readings' }>,
  limit: number,
): Layout {
  const { stepOf, timeOf } = stepsOf(grid, zone);
  const steps = new Float64Array(count);
  let rows = 0;
  for (let i = 0; i < count; i++) {
    steps[i] = stepOf(time(i));
    const isNew = i === 0 || series(i) !== series(i - 1);
    const ahead = isNew ? 1 : steps[i]! - steps[i - 1]!;
    rows += ahead - 1 > fill ? 1 : ahead;
  }
  if (rows > limit) throw tooManySteps(rows, count, grid);
  const times = new Float64Array(rows);
  const from = new Int32Array(rows + 1);
  const stretches: number[] = [];
  let [row, holes, empty, more] = [0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const isNew = i === 0 || series(i) !== series(i - 1);
    const step = steps[i]!;
    const ahead = isNew ? 1 : step - steps[i - 1]!;
    if (ahead === 0) {
      more++;
      continue;
    }
    if (!isNew && ahead - 1 > fill) holes++;
    if (isNew || ahead - 1 > fill) stretches.push(row);
    else
      for (let k = ahead - 1; k > 0; k--, row++, empty++) {
        times[row] = timeOf(step - k);
        from[row] = i;
      }
    times[row] = timeOf(step);
    from[row++] = i;
  }
  from[rows] = count;
  return { rows, times, from, holes, empty, more, stretches: Int32Array.from([...stretches, rows]) };
}

const tooManySteps = (steps: number, readings: number, grid: SeriesPipeline['grid']): Problem =>
  new Problem(
    `${count(readings)} readings would become ${count(steps)} steps of ${gridText(grid)}, at most ` +
      `${count(mostSteps(readings))} are possible: choose a longer period, or fill only shorter holes`,
    { argument: 'period' },
  );

/** The first step of the stretch that each step belongs to. */
export function stretchStarts({ rows, stretches }: Layout): Int32Array {
  const starts = new Int32Array(rows);
  for (let s = 0; s + 1 < stretches.length; s++) starts.fill(stretches[s]!, stretches[s]!, stretches[s + 1]!);
  return starts;
}
