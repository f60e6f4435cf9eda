import { loss } from '../entry';
import { aligned, crossentropy, meanOfRow } from '../rows';

/**
 * −(y·log(p) + (1 − y)·log(1 − p)), the mean over the outputs of a row.
 * Shapes: target of 0 and 1 [N, …], prediction the same → [N]. Source: keras.losses.BinaryCrossentropy.
 */
export default loss('BinaryCrossentropy', {
  target: 'number',
  call: (target, p) => meanOfRow(crossentropy(aligned('BinaryCrossentropy', target, p), p)),
});
