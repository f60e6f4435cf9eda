import type { ReportData, Verdict, Worth } from '../spec';
import { isBelow } from '../verdict-word';

const ORDER: readonly Verdict[] = ['worse', 'same', 'unclear', 'better'];
/** Metrics, the most informative first; if one is undefined, such as R² of one row, the next one is used. */
const METRICS = ['accuracy', 'r2', 'rmse'];

/**
 * Of several targets the worst; one that is the same in all rows, such as a dead sensor, counts only where all are: no
 * model is better than the guess there.
 */
export function worthOf({ others = [], ...first }: ReportData): Worth {
  const all = [first, ...others];
  const varied = all.filter(one => !isSame(one));
  const [worst] = (varied.length > 0 ? varied : all)
    .map(({ target, split, rows, metrics, baseline, verdict = 'same' }) => {
      const metric = METRICS.find(key => metrics[key] !== undefined)!;
      return { target, split, rows, metric, value: metrics[metric]!, baseline: baseline[metric]!, verdict };
    })
    .sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || +isBelow(b) - +isBelow(a));
  return worst!;
}

/** Is the target the same in all rows? Then R² is exactly 0, or 1 where it is met, of the model and of the guess. */
const isSame = ({ metrics, baseline }: Pick<ReportData, 'metrics' | 'baseline'>): boolean =>
  [metrics.r2, baseline.r2].every(r2 => r2 === 0 || r2 === 1);
