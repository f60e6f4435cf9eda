import { Problem } from '../../errors';
import { cast, greater, less, mul, sum } from '../../graph';
import { metric } from '../entry';
import { count, ratio, table, vector } from '../lib/losses/per-sample';

/** Keras's default number of guesses. */
const K = 5;

/**
 * Fraction of the rows whose true class is among the five with the highest scores; for many classes.
 * Source: keras.metrics.TopKCategoricalAccuracy, SparseTopKCategoricalAccuracy with their default k of 5.
 */
export default metric('top_k_accuracy', {
  className: 'TopKCategoricalAccuracy',
  judges: 'classes',
  better: 'higher',
  partials: (target, prediction, form) => {
    if (form === 'number')
      throw new Problem('judges one class of several; this output has numbers of 0 and 1', {
        argument: 'metrics',
      });
    const { truth, score } = table(target, prediction, form);
    const own = sum(mul(score, truth), [1], true);
    const better = sum(cast(greater(score, own), 'float32'), [1]);
    const right = cast(less(better, K), 'float32');
    return vector(sum(right), count(right));
  },
  result: ([right, all]) => ratio(right!, all!),
});
