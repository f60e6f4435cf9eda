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
 * Mann-Whitney U test, which a single very large error does not mislead.
 */
export function slicesOf(groups: readonly RowGroup[], errors: Float64Array, metric: Slices['metric']): Slices {
  const all = errors.length;
  const total = errors.reduce((sum, error) => sum + error, 0);
  const isRightOrWrong = errors.every(error => error === 0 || error === 1);
  const ranked = isRightOrWrong ? null : ranksOf(errors);
  const score = (sum: number, rows: number) => (metric === 'accuracy' ? 1 - sum / rows : sum / rows);
  const tested = groups.filter(({ members: { length } }) => length >= LEAST_ROWS && all - length >= LEAST_ROWS);
  const chances = tested.map(({ members }) => {
    const sum = sumOf(errors, members);
    return ranked === null
      ? fisherGreater(sum, members.length, total - sum, all - members.length)
      : mannWhitneyGreater(sumOf(ranked.ranks, members), members.length, all, ranked.ties);
  });
  const corrected = holm(chances);
  const slices = tested.map(({ group, members }, i): Slice => {
    const sum = sumOf(errors, members);
    const rest = all - members.length;
    return { ...group, score: score(sum, members.length), others: score(total - sum, rest), chance: corrected[i]! };
  });
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

function sumOf(values: Float64Array, members: Int32Array): number {
  let sum = 0;
  for (const i of members) sum += values[i]!;
  return sum;
}
