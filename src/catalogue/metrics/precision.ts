import { metric } from '../entry';
import { ratio } from '../lib/losses/per-sample';
import { countConfusions, meanOverClasses } from '../lib/metrics/confusion-counts';

/**
 * Of the rows that were called a class, the share that are of it; not defined where there are none. For one output of 0 and 1 that of
 * the class 1 at the threshold 0.5, as keras.metrics.Precision. For several classes the mean over the classes that occur in
 * the truth or the answers, as scikit-learn's precision_score(average='macro'); for several outputs of 0 and 1 likewise.
 */
export default metric('precision', {
  className: 'Precision',
  judges: 'classes',
  better: 'higher',
  needs: 'rows that are predicted as the class',
  partials: countConfusions('precision'),
  result: meanOverClasses(({ hits, called }) => ratio(hits, called)),
});
