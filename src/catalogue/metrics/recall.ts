import { metric } from '../entry';
import { ratio } from '../lib/losses/per-sample';
import { countConfusions, meanOverClasses } from '../lib/metrics/confusion-counts';

/**
 * Of the rows of a class, the share that were called so; not defined where there are none. For one output of 0 and 1 that of the class
 * 1 at the threshold 0.5, as keras.metrics.Recall. For several classes the mean over the classes that occur in the truth or
 * the answers, as scikit-learn's recall_score(average='macro'); for several outputs of 0 and 1 likewise.
 */
export default metric('recall', {
  className: 'Recall',
  judges: 'classes',
  better: 'higher',
  needs: 'rows of the class',
  partials: countConfusions('recall'),
  result: meanOverClasses(({ hits, truth }) => ratio(hits, truth)),
});
