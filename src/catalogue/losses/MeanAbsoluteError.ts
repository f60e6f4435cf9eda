import { abs, sub } from '../../graph';
import { loss } from '../entry';
import { aligned, meanOfRow } from '../lib/losses/per-sample';

/**
 * |y − p|, averaged over the outputs of a row. Shapes: [N, …], [N, …] → [N]. Source: keras.losses.MeanAbsoluteError.
 */
export default loss('MeanAbsoluteError', {
  target: 'number',
  call: (target, p) => meanOfRow(abs(sub(aligned(target, p), p))),
});
