import { metric } from '../entry';
import { ratio } from '../lib/losses/per-sample';
import { countConfusions, meanOverClasses } from '../lib/metrics/confusion-counts';

/**
 * The fraction of the rows of a class that are predicted as it; not defined if there are none. With one output of 0 and
 * 1, that of class 1 at the threshold 0.5, as keras.metrics.Recall. With several classes, the mean over the classes
 * that occur among the actual or predicted ones, as scikit-learn's recall_score(average='macro'); likewise with several
 * outputs of 0 and 1.
 */
export default metric('recall', {
  className: 'Recall',
  judges: 'classes',
  better: 'higher',
  needs: 'rows of the class',
  partials: countConfusions,
  result: meanOverClasses(({ hits, truth }) => ratio(hits, truth)),
});
