import type { Column, SeriesPipeline } from '../../spec';
import { stepsOf } from './grid';

/** The time of each step that a window's answer covers; null: unknown. */
export type StepTimes = (row: number) => readonly (string | number | null)[];

/** By the column of the times at which windows end, if there is one: ISO 8601, or numbers where the times are numbers. */
export function stepTimes({ time, grid, zone, gap, horizon }: SeriesPipeline, columns: readonly Column[]): StepTimes {
  const ends = time && columns.find(({ name, type }) => name === time.name && (type === 'date' || type === 'number'));
  const unknown = new Array<null>(horizon).fill(null);
  if (time === null || !ends || grid.kind === 'readings') return () => unknown;
  const steps = stepsOf(grid, zone);
  const text = (at: number) => (time.clock.kind === 'number' ? at : new Date(at).toISOString());
  return row => {
    const end = ends.data[row]!;
    if (!Number.isFinite(end)) return unknown;
    const last = steps.stepOf(end);
    return Array.from({ length: horizon }, (_, i) => text(steps.timeOf(last + gap + 1 + i)));
  };
}
