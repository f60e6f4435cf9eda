import type { CostedThreshold, Costs, ThresholdTable } from '../../spec';
import { thinned } from './curves';
import type { Ranking } from './ranking';

/**
 * The cost of each threshold: a row is predicted as the positive class if its probability is at least the threshold.
 * The recommended one costs least on these rows; of several, the one closest to falseAlarm / (falseAlarm + miss), which
 * is optimal for calibrated probabilities (Elkan 2001, The Foundations of Cost-Sensitive Learning).
 */
export function thresholdTable(ranking: Ranking, positive: string, costs: Costs): ThresholdTable {
  const at = (threshold: number): CostedThreshold => costed(threshold, countsAt(ranking, threshold), ranking, costs);
  const cuts = cutsOf(ranking);
  const all = cuts.map(({ threshold, hits, falseAlarms }) => costed(threshold, { hits, falseAlarms }, ranking, costs));
  const least = all.reduce((most, { cost }) => Math.min(most, cost), Number.POSITIVE_INFINITY);
  const inTheory = costs.falseAlarm / (costs.falseAlarm + costs.miss);
  const best = all
    .filter(({ cost }) => cost === least)
    .reduce((a, b) => (Math.abs(b.threshold - inTheory) < Math.abs(a.threshold - inTheory) ? b : a));
  return {
    positive,
    cost: costs,
    recommended: best,
    usual: at(0.5),
    table: Array.from({ length: 19 }, (_, i) => at(Math.round(5 * (i + 1)) / 100)),
    curve: thinned(all.map(({ threshold, cost }) => [threshold, cost] as const)),
  };
}

interface Counts {
  readonly hits: number;
  readonly falseAlarms: number;
}

/**
 * A threshold between each two neighboring probabilities, so that rounding does not matter; from no rows to all rows.
 */
function cutsOf({ scores, hits, falseAlarms }: Ranking): (Counts & { threshold: number })[] {
  const highest = scores[0]!;
  const none = highest < 1 ? [{ threshold: (highest + 1) / 2, hits: 0, falseAlarms: 0 }] : [];
  const cuts = Array.from(scores, (score, i) => ({
    threshold: (score + (scores[i + 1] ?? 0)) / 2,
    hits: hits[i]!,
    falseAlarms: falseAlarms[i]!,
  }));
  return [...none, ...cuts];
}

function countsAt({ scores, hits, falseAlarms }: Ranking, threshold: number): Counts {
  const last = scores.findLastIndex(score => score >= threshold);
  return last < 0 ? { hits: 0, falseAlarms: 0 } : { hits: hits[last]!, falseAlarms: falseAlarms[last]! };
}

function costed(
  threshold: number,
  { hits, falseAlarms }: Counts,
  { positives }: Ranking,
  costs: Costs,
): CostedThreshold {
  const misses = positives - hits;
  const cost = falseAlarms * costs.falseAlarm + misses * costs.miss;
  const [called, share] = [hits + falseAlarms, (part: number, whole: number) => (whole === 0 ? 0 : part / whole)];
  return { threshold, falseAlarms, misses, cost, precision: share(hits, called), recall: share(hits, positives) };
}
