import { metric } from '../entry';
import { ratio } from '../lib/losses/per-sample';
import { countConfusions, meanOverClasses } from '../lib/metrics/confusion-counts';

/**
 * 2·hits / (called + true): precision and recall in one number, low where either is. For one output of 0 and 1 that of the
 * class 1 at the threshold 0.5. For several classes the mean over the classes that occur in the truth or the answers, as
 * scikit-learn's f1_score(average='macro'); for several outputs of 0 and 1 likewise. Source: keras.metrics.F1Score.
 */
export default metric('f1', {
  className: 'F1Score',
  judges: 'classes',
  better: 'higher',
  needs: 'rows that are, or are predicted as, the class',
  partials: countConfusions('f1'),
  result: meanOverClasses(({ hits, called, truth }) => ratio(2 * hits, called + truth)),
});
