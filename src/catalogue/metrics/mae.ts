import { abs, sub, sum } from '../../graph';
import { metric } from '../entry';
import { aligned, count, ratio, vector } from '../lib/losses/per-sample';

/** Mean of |y − p|, in the unit of the target. Source: keras.metrics.MeanAbsoluteError. */
export default metric('mae', {
  className: 'MeanAbsoluteError',
  judges: 'numbers',
  better: 'lower',
  ofDifferences: true,
  partials: (target, p) => vector(sum(abs(sub(aligned(target, p), p))), count(p)),
  result: ([total, all]) => ratio(total!, all!),
});
