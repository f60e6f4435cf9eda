import type { Slice, Slices } from '../../spec';
import { fisherGreater, holm, mannWhitneyGreater, ranksOf } from './chance';
import type { RowGroup } from './groups';

/** A slice and the rows outside it each need at least this many rows. */
const LEAST_ROWS = 10;
/** The probability that even one slice is reported that is not worse. */
const LEVEL = 0.05;
const MOST_NAMED = 10;
const MOST_OTHERS = 20;

/**
 * Slices on which a model is worse than elsewhere. `errors`: of each row, 0 … 1 (accuracy: the share that is wrong) or
 * a size (mae). A slice is compared with all other rows: right and wrong answers by Fisher's exact test, sizes by the
 * Mann-Whitney U test, which a single very large error does not mislead. `columns`: the groups of each column's rows,
 * read once, one column after the other.
 */
export function slicesOf(
  columns: Iterable<readonly RowGroup[]>,
  errors: Float64Array,
  metric: Slices['metric'],
): Slices {
  const all = errors.length;
  const total = errors.reduce((sum, error) => sum + error, 0);
  const isRightOrWrong = errors.every(error => error === 0 || error === 1);
  const ranked = isRightOrWrong ? null : ranksOf(errors);
  const score = (sum: number, rows: number) => (metric === 'accuracy' ? 1 - sum / rows : sum / rows);
  const tested: Slice[] = [];
  for (const { group, members } of flattened(columns)) {
    const { length } = members;
    const rest = all - length;
    if (length < LEAST_ROWS || rest < LEAST_ROWS) continue;
    const sum = sumOf(errors, members);
    const chance =
      ranked === null
        ? fisherGreater(sum, length, total - sum, rest)
        : mannWhitneyGreater(sumOf(ranked.ranks, members), length, all, ranked.ties);
    tested.push({ ...group, score: score(sum, length), others: score(total - sum, rest), chance });
  }
  const corrected = holm(tested.map(({ chance }) => chance));
  const slices = tested.map((slice, i): Slice => ({ ...slice, chance: corrected[i]! }));
  const loss = ({ score, others }: Slice) => (metric === 'accuracy' ? others - score : score - others);
  const byLoss = slices.sort((a, b) => loss(b) - loss(a));
  const isWorse = (slice: Slice) => slice.chance < LEVEL && loss(slice) > 0;
  return {
    metric,
    tested: tested.length,
    worst: byLoss.filter(isWorse).slice(0, MOST_NAMED),
    others: byLoss.filter(slice => !isWorse(slice)).slice(0, MOST_OTHERS),
  };
}

function* flattened<T>(lists: Iterable<readonly T[]>): Iterable<T> {
  for (const list of lists) yield* list;
}

function sumOf(values: Float64Array, members: Int32Array): number {
  let sum = 0;
  for (const i of members) sum += values[i]!;
  return sum;
}
