import { mul, positive, sub, sum } from '../../graph';
import { metric } from '../entry';
import { average, highest, ratio, table, vector } from '../rows';

/**
 * Of the rows of a class, the share that were called so; 0 where there are none. For one output of 0 and 1 that of the class 1 at the
 * threshold 0.5, as keras.metrics.Recall. For several classes the mean over the classes that occur in the truth or the
 * answers, as scikit-learn's recall_score(average='macro'); for several outputs of 0 and 1 likewise.
 */
export default metric('recall', {
  className: 'Recall',
  judges: 'classes',
  better: 'higher',
  partials: (target, prediction, form) => {
    const { truth, score } = table('recall', target, prediction, form);
    const called = form === 'number' ? positive(sub(score, 0.5)) : highest(score);
    return vector(sum(mul(truth, called), [0]), sum(called, [0]), sum(truth, [0]));
  },
  result: sums => {
    const width = sums.length / 3;
    const seen = Array.from(sums.subarray(0, width), (hits, i) => ({
      hits,
      called: sums[width + i]!,
      truth: sums[2 * width + i]!,
    }));
    return average(seen.filter(c => c.called + c.truth > 0).map(c => ratio(c.hits, c.truth)));
  },
});
