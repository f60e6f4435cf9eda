import { targetNumbers } from '../data/pipeline/target';
import type { SeriesPipeline, TargetPipeline } from '../spec';
import type { Dataset } from '../values/dataset';
import type { Example } from './baselines';
import { errorUnit, pastIn } from './past';

/** The windows of some rows with what came after them, in the target's own unit; null: its past is not in the windows. */
export function examplesOf(
  dataset: Dataset,
  rows: Int32Array,
  target: TargetPipeline,
  { season, horizon }: SeriesPipeline,
  past = pastIn(dataset.body.columns, dataset.pipeline.series!, target.name),
): Example[] | null {
  if (past === null) return null;
  const truth = targetNumbers(target, dataset, rows);
  return Array.from(rows, (row, i) => {
    const values = past(row);
    return { values, truth: truth.subarray(i * horizon, (i + 1) * horizon), unit: errorUnit(values, season) };
  });
}

/** At most so many of some rows, evenly taken, the last one among them. */
export function evenly(rows: Int32Array, most: number): Int32Array {
  const every = Math.max(1, Math.ceil(rows.length / most));
  return rows.filter((_, i) => (rows.length - 1 - i) % every === 0);
}
