import { labelSmoothing } from '../arguments';
import { loss } from '../entry';
import { aligned, crossentropy, meanOfRow, smoothed } from '../lib/losses/per-sample';

/**
 * −(y·log(p) + (1 − y)·log(1 − p)), averaged over the outputs of a row. With label smoothing s, y becomes y·(1 − s) +
 * s/2.
 * Shapes: target of 0 and 1 [N, …], prediction the same → [N]. Source: keras.losses.BinaryCrossentropy.
 */
export default loss('BinaryCrossentropy', {
  target: 'number',
  arguments: { labelSmoothing: labelSmoothing() },
  call: (target, p, args) => meanOfRow(crossentropy(smoothed(aligned(target, p), args.labelSmoothing, 2), p)),
});
