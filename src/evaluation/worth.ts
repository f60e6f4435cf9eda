import type { ReportData, Verdict, Worth } from '../spec';

const ORDER: readonly Verdict[] = ['worse', 'same', 'unclear', 'better'];
/** Metrics, the most informative first; if one is undefined, such as R² of one row, the next one is used. */
const METRICS = ['accuracy', 'r2', 'rmse'];

export function worthOf({ others = [], ...first }: ReportData): Worth {
  const [worst] = [first, ...others]
    .map(({ target, split, rows, metrics, baseline, verdict = 'same' }) => {
      const metric = METRICS.find(key => metrics[key] !== undefined)!;
      return { target, split, rows, metric, value: metrics[metric]!, baseline: baseline[metric]!, verdict };
    })
    .sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || +isBelow(b) - +isBelow(a));
  return worst!;
}

/** Is the metric worse than the guess's, significant or not? For errors, smaller is better. */
export const isBelow = ({ metric, value, baseline }: Pick<Worth, 'metric' | 'value' | 'baseline'>): boolean =>
  metric === 'rmse' ? value > baseline : value < baseline;
