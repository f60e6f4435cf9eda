import { add, log, mul, sub } from '../../graph';
import { loss } from '../entry';
import { aligned, epsilon, meanOfRow } from '../lib/losses/per-sample';

/**
 * p − y·log(p), averaged over the outputs of a row: for counts y with a positive expected value p (an activation such
 * as exponential or softplus). Shapes: [N, …], [N, …] → [N]. Source: keras.losses.Poisson.
 */
export default loss('Poisson', {
  target: 'number',
  counts: true,
  call: (target, p) => meanOfRow(sub(p, mul(aligned(target, p), log(add(p, epsilon))))),
});
