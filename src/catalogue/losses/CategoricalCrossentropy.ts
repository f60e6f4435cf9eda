import { div, log, logSoftmax, mul, neg, sum } from '../../graph';
import { labelSmoothing } from '../arguments';
import { loss } from '../entry';
import { aligned, lastOf, meanOfRow, safe, smoothed } from '../lib/losses/per-sample';

/**
 * −Σ target·log(p) over the classes. After a softmax it is computed from the logits, as in Keras: exact where p would
 * be 0. Otherwise p is scaled to the sum 1 and clipped to 1e-7 from 0 and 1. With label smoothing s, the target becomes
 * target·(1 − s) + s/classes.
 * Shapes: one-hot target [N, …, classes], prediction the same → [N]. Source: keras.losses.CategoricalCrossentropy.
 */
export default loss('CategoricalCrossentropy', {
  target: 'one-hot',
  arguments: { labelSmoothing: labelSmoothing() },
  call: (target, p, args) => {
    const y = smoothed(aligned(target, p), args.labelSmoothing, lastOf(p));
    if (p.op.name === 'softmax') return meanOfRow(neg(sum(mul(y, logSoftmax(p.inputs[0]!)), [-1])));
    const scaled = div(p, sum(p, [-1], true));
    return meanOfRow(neg(sum(mul(y, log(safe(scaled))), [-1])));
  },
});
