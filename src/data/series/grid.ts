import type { Grid, Span } from '../../spec';
import { DAY, spanText } from './span';
import { zoneOf } from './zone';

/** The step that a time belongs to, and the time at which a step begins. */
export interface Steps {
  stepOf(time: number): number;
  timeOf(step: number): number;
}

/** The steps of a grid of even steps or months; days, weeks and months are those of the zone. */
export function stepsOf(grid: Exclude<Grid, { kind: 'readings' }>, zoneName: string): Steps {
  const zone = zoneOf(zoneName);
  if (grid.kind === 'months') {
    const { size } = grid;
    return {
      stepOf(time) {
        const date = new Date(time + zone.offset(time));
        return Math.floor(((date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()) / size);
      },
      timeOf: step => zone.timeOf(Date.UTC(1970, step * size, 1)),
    };
  }
  const { size, origin, phase } = grid;
  if (size % DAY !== 0 || phase !== 0)
    return { stepOf: time => Math.floor((time - origin + phase) / size), timeOf: step => origin + step * size };
  return {
    stepOf: time => Math.floor((time + zone.offset(time) - origin) / size),
    timeOf: step => zone.timeOf(origin + step * size),
  };
}

/** Weeks begin on Monday, as on January 5, 1970. */
const MONDAY = 4 * DAY;

/** The grid of a period that was set. */
export function gridOf(period: Exclude<Span, { unit: 'steps' }>): Exclude<Grid, { kind: 'readings' }> {
  if (period.unit === 'months') return { kind: 'months', size: period.size };
  return { kind: 'even', size: period.size, origin: period.size % (7 * DAY) === 0 ? MONDAY : 0, phase: 0 };
}

/** The length of a step; null: the readings have none. */
export const periodOf = (grid: Grid): Exclude<Span, { unit: 'steps' }> | null =>
  grid.kind === 'readings' ? null : { unit: grid.kind === 'months' ? 'months' : 'ms', size: grid.size };

/** Days in a month, on average. */
export const MONTH = 30.436875 * DAY;

/** A length in steps of the grid; null: the steps of this grid have no length. */
export function inSteps(span: Span, grid: Grid): number | null {
  if (span.unit === 'steps') return span.size;
  const period = periodOf(grid);
  if (period === null) return null;
  const length = ({ unit, size }: Span): number => (unit === 'months' ? size * MONTH : size);
  if (span.unit === period.unit) return Math.round(span.size / period.size);
  return Math.round(length(span) / length(period));
}

export const gridText = (grid: Grid): string => {
  const period = periodOf(grid);
  return period === null ? 'readings' : spanText(period);
};

/** The share of intervals that must be equal for a period to be found. */
const MOST = 0.6;
/** How far an interval may be from the period, as a share of it. */
const JITTER = 0.1;

/**
 * The grid of readings that are evenly spaced in time, but for holes and jitter; null: they are not. `times` are those
 * of one series, ascending; `isDate`: milliseconds since 1970.
 */
export function findGrid(times: Float64Array, isDate: boolean): Exclude<Grid, { kind: 'readings' }> | null {
  const intervals = new Float64Array(Math.max(0, times.length - 1));
  let count = 0;
  for (let i = 1; i < times.length; i++) {
    const interval = times[i]! - times[i - 1]!;
    if (interval > 0) intervals[count++] = interval;
  }
  if (count < 2) return null;
  const sorted = intervals.slice(0, count).sort();
  const months = isDate ? wholeMonths(times) : null;
  if (months !== null && sorted[0]! >= 27 * DAY) return { kind: 'months', size: months };
  const median = sorted[count >> 1]!;
  let near = 0;
  for (const interval of sorted) if (Math.abs(interval - median) <= JITTER * median) near++;
  if (near < MOST * count) return null;
  const size = exactly(sorted, median, isDate);
  // A reading belongs into the middle of its step, so that jitter does not move it into another one.
  return { kind: 'even', size, origin: times[0]!, phase: size / 2 };
}

/** The interval without its jitter: the mean of those near the median, rounded to the largest unit that fits. */
function exactly(sorted: Float64Array, median: number, isDate: boolean): number {
  let sum = 0;
  let near = 0;
  for (const interval of sorted) {
    if (Math.abs(interval - median) > JITTER * median) continue;
    sum += interval;
    near++;
  }
  const mean = sum / near;
  if (!isDate) return Math.abs(mean - median) <= 1e-9 * median ? median : mean;
  for (const unit of [DAY, 3_600_000, 60_000, 1000]) {
    const rounded = Math.round(mean / unit) * unit;
    if (rounded > 0 && Math.abs(rounded - mean) <= 0.02 * mean) return rounded;
  }
  return Math.max(1, Math.round(mean));
}

/** The number of months between dates that are all the same day of a month; null: they are not. */
function wholeMonths(times: Float64Array): number | null {
  const first = new Date(times[0]!);
  let least = Number.POSITIVE_INFINITY;
  let before = first.getUTCFullYear() * 12 + first.getUTCMonth();
  for (let i = 1; i < times.length; i++) {
    const date = new Date(times[i]!);
    if (date.getUTCDate() !== first.getUTCDate()) return null;
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
    if (month !== before) least = Math.min(least, month - before);
    before = month;
  }
  return Number.isFinite(least) ? least : null;
}
