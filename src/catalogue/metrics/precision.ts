import { metric } from '../entry';
import { ratio } from '../lib/losses/per-sample';
import { countConfusions, meanOverClasses } from '../lib/metrics/confusion-counts';

/**
 * The fraction of the rows predicted as a class that belong to it; not defined if there are none. With one output of 0
 * and 1, that of class 1 at the threshold 0.5, as keras.metrics.Precision. With several classes, the mean over the
 * classes that occur among the actual or predicted ones, as scikit-learn's precision_score(average='macro'); likewise
 * with several outputs of 0 and 1.
 */
export default metric('precision', {
  className: 'Precision',
  judges: 'classes',
  better: 'higher',
  needs: 'rows that are predicted as the class',
  partials: countConfusions,
  result: meanOverClasses(({ hits, called }) => ratio(hits, called)),
});
