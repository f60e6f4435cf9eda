import { mul, positive, sub, sum } from '../../graph';
import { metric } from '../entry';
import { average, highest, ratio, table, vector } from '../rows';

/**
 * 2·hits / (called + true): precision and recall in one number, low where either is. For one output of 0 and 1 that of the
 * class 1 at the threshold 0.5. For several classes the mean over the classes that occur in the truth or the answers, as
 * scikit-learn's f1_score(average='macro'); for several outputs of 0 and 1 likewise. Source: keras.metrics.F1Score.
 */
export default metric('f1', {
  className: 'F1Score',
  judges: 'classes',
  better: 'higher',
  partials: (target, prediction, form) => {
    const { truth, score } = table('f1', target, prediction, form);
    const called = form === 'number' ? positive(sub(score, 0.5)) : highest(score);
    return vector(sum(mul(truth, called), [0]), sum(called, [0]), sum(truth, [0]));
  },
  result: sums => {
    const width = sums.length / 3;
    const seen = Array.from(sums.subarray(0, width), (hits, i) => ({
      hits,
      both: sums[width + i]! + sums[2 * width + i]!,
    }));
    return average(seen.filter(c => c.both > 0).map(c => ratio(2 * c.hits, c.both)));
  },
});
