import { abs, div, maximum, mul, sub, sum } from '../../graph';
import { metric } from '../entry';
import { aligned, count, epsilon, ratio, vector } from '../lib/losses/per-sample';

/**
 * Mean of |y − p| / |y|, in percent; not meaningful for targets near 0.
 * Source: keras.metrics.MeanAbsolutePercentageError.
 */
export default metric('mape', {
  className: 'MeanAbsolutePercentageError',
  judges: 'numbers',
  better: 'lower',
  partials: (target, p) => {
    const y = aligned(target, p);
    return vector(sum(mul(div(abs(sub(y, p)), maximum(abs(y), epsilon)), 100)), count(p));
  },
  result: ([total, all]) => ratio(total!, all!),
});
