import { div, log, mul, neg, sub, sum } from '../../graph';
import { labelSmoothing, number } from '../arguments';
import { loss } from '../entry';
import { aligned, focus, lastOf, meanOfRow, safe, smoothed } from '../lib/losses/per-sample';

/**
 * −Σ target·alpha·(1 − p)^gamma·log(p) over the classes: rows that are already predicted well count less, so that rare
 * and hard classes are learned. p is scaled to the sum 1 and clipped to 1e-7 from 0 and 1. Shapes: one-hot target [N,
 * …, classes], prediction the same → [N]. Source: keras.losses.CategoricalFocalCrossentropy; Lin et al. 2017.
 */
export default loss('CategoricalFocalCrossentropy', {
  target: 'one-hot',
  arguments: {
    alpha: number({ min: 0, default: 0.25 }),
    gamma: number({ min: 0, default: 2 }),
    labelSmoothing: labelSmoothing(),
  },
  call: (target, prediction, { alpha, gamma, labelSmoothing: smoothing }) => {
    const y = smoothed(aligned(target, prediction), smoothing, lastOf(prediction));
    const scaled = div(prediction, sum(prediction, [-1], true));
    const p = safe(scaled);
    return meanOfRow(neg(sum(mul(mul(mul(focus(sub(1, p), gamma), alpha), y), log(p)), [-1])));
  },
});
