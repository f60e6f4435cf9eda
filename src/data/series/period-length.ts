import type { Column, SeriesPipeline } from '../../spec';
import { MONTH, periodOf } from './grid';

/**
 * Milliseconds from one step to the next: those of the period, or the median of uneven readings, by the column of the times at which
 * windows end; null: the times are no dates.
 */
export function periodLength({ grid, time }: SeriesPipeline, columns: readonly Column[]): number | null {
  if (time === null || time.clock.kind === 'number') return null;
  const period = periodOf(grid);
  if (period !== null) return period.unit === 'months' ? period.size * MONTH : period.size;
  const ends = columns.find(({ name, type }) => name === time.name && type === 'date');
  if (ends === undefined) return null;
  const between: number[] = [];
  for (let row = 1; row < ends.data.length; row++)
    if (ends.data[row]! > ends.data[row - 1]!) between.push(ends.data[row]! - ends.data[row - 1]!);
  return between.length > 0 ? Float64Array.from(between).sort()[between.length >> 1]! : null;
}
