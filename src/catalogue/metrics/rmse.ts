import { square, sub, sum } from '../../graph';
import { metric } from '../entry';
import { aligned, count, ratio, vector } from '../lib/losses/per-sample';

/** √ of the mean of (y − p)², in the unit of the target. Source: keras.metrics.RootMeanSquaredError. */
export default metric('rmse', {
  className: 'RootMeanSquaredError',
  judges: 'numbers',
  better: 'lower',
  ofDifferences: true,
  partials: (target, p) => vector(sum(square(sub(aligned(target, p), p))), count(p)),
  result: ([total, all]) => Math.sqrt(ratio(total!, all!)),
});
