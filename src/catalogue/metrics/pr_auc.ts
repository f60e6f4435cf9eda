import { metric } from '../entry';
import { ratio } from '../lib/losses/per-sample';
import { aboveThresholds, areaUnder } from '../lib/metrics/thresholds';

/**
 * Area under the precision-recall curve, from 200 thresholds: 1 is perfect, chance is the fraction of the class. More
 * informative than ROC AUC if positives are rare. Between thresholds, true positives are interpolated linearly in the
 * number of all positives (Davis and Goadrich 2006). With several classes, the mean of each class against the rest.
 * Scores must be between 0 and 1.
 * Source: keras.metrics.AUC(curve='PR', num_thresholds=200, multi_label=True for several classes).
 */
export default metric('pr_auc', {
  className: 'AUC',
  judges: 'classes',
  better: 'higher',
  needs: 'rows of its class',
  partials: (target, prediction, form) => aboveThresholds(target, prediction, form),
  result: sums =>
    areaUnder(sums, (lower, higher, first) => {
      const more = lower.truePositives - higher.truePositives;
      const between = Math.max(0, lower.positives - higher.positives);
      const slope = between === 0 ? 0 : more / between;
      const intercept = higher.truePositives - slope * higher.positives;
      const growth = higher.positives > 0 && lower.positives > 0 ? lower.positives / higher.positives : 1;
      return ratio(slope * (more + intercept * Math.log(growth)), first.truePositives);
    }),
});
