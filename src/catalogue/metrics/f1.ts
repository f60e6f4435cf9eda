import { metric } from '../entry';
import { ratio } from '../lib/losses/per-sample';
import { countConfusions, meanOverClasses } from '../lib/metrics/confusion-counts';

/**
 * 2·hits / (called + truth): precision and recall in one number, low if either is low. With one output of 0 and 1, that
 * of class 1 at the threshold 0.5. With several classes, the mean over the classes that occur among the actual or
 * predicted ones, as scikit-learn's f1_score(average='macro'); likewise with several outputs of 0 and 1. Source:
 * keras.metrics.F1Score.
 */
export default metric('f1', {
  className: 'F1Score',
  judges: 'classes',
  better: 'higher',
  needs: 'rows that are, or are predicted as, the class',
  partials: countConfusions,
  result: meanOverClasses(({ hits, called, truth }) => ratio(2 * hits, called + truth)),
});
