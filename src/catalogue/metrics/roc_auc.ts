import { metric } from '../entry';
import { ratio } from '../lib/losses/per-sample';
import { type Above, aboveThresholds, areaUnder } from '../lib/metrics/thresholds';

/**
 * Area under the curve of true against false positive rate, from 200 thresholds and trapezoids: 0.5 is chance, 1 is
 * perfect. With several classes, the mean of each class against the rest. Scores must be between 0 and 1.
 * Source: keras.metrics.AUC(num_thresholds=200, multi_label=True for several classes).
 */
export default metric('roc_auc', {
  className: 'AUC',
  judges: 'classes',
  better: 'higher',
  needs: 'rows of both classes',
  partials: (target, prediction, form) => aboveThresholds(target, prediction, form),
  result: sums =>
    areaUnder(sums, (lower, higher, first) => {
      const falsePositives = ({ positives, truePositives }: Above): number => positives - truePositives;
      const x = (at: Above): number => ratio(falsePositives(at), falsePositives(first));
      const y = (at: Above): number => ratio(at.truePositives, first.truePositives);
      return ((x(lower) - x(higher)) * (y(lower) + y(higher))) / 2;
    }),
});
