import { square, sub } from '../../graph';
import { loss } from '../entry';
import { aligned, meanOfRow } from '../lib/losses/per-sample';

/**
 * (y − p)², averaged over the outputs of a row. Shapes: [N, …], [N, …] → [N]. Source: keras.losses.MeanSquaredError.
 */
export default loss('MeanSquaredError', {
  target: 'number',
  call: (target, p) => meanOfRow(square(sub(aligned(target, p), p))),
});
