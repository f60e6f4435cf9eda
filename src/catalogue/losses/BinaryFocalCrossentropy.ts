import { add, mul, sub } from '../../graph';
import { flag, labelSmoothing, number } from '../arguments';
import { loss } from '../entry';
import { aligned, crossentropy, focus, meanOfRow, smoothed } from '../lib/losses/per-sample';

/**
 * The cross-entropy −log(q), where q is the predicted probability of the true answer, times (1 − q)^gamma: rows that
 * are already predicted well count less. With class balancing, a 1 has weight alpha and a 0 has weight 1 − alpha.
 * Averaged over the outputs of a row. Shapes: target of 0 and 1 [N, …], prediction the same → [N].
 * Source: keras.losses.BinaryFocalCrossentropy; Lin et al. 2017.
 */
export default loss('BinaryFocalCrossentropy', {
  target: 'number',
  arguments: {
    applyClassBalancing: flag(false),
    alpha: number({ min: 0, max: 1, default: 0.25 }),
    gamma: number({ min: 0, default: 2 }),
    labelSmoothing: labelSmoothing(),
  },
  call: (target, p, { applyClassBalancing, alpha, gamma, labelSmoothing: smoothing }) => {
    const y = smoothed(aligned(target, p), smoothing, 2);
    const q = add(mul(y, p), mul(sub(1, y), sub(1, p)));
    const focal = mul(crossentropy(y, p), focus(sub(1, q), gamma));
    return meanOfRow(applyClassBalancing ? mul(focal, add(mul(y, alpha), mul(sub(1, y), 1 - alpha))) : focal);
  },
});
