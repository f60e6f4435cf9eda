import { abs, div, maximum, mul, sub } from '../../graph';
import { loss } from '../entry';
import { aligned, epsilon, meanOfRow } from '../lib/losses/per-sample';

/**
 * |y − p| / |y| in percent, averaged over the outputs of a row: small targets count as much as large ones. Targets near
 * 0 dominate all others. Shapes: [N, …], [N, …] → [N]. Source: keras.losses.MeanAbsolutePercentageError.
 */
export default loss('MeanAbsolutePercentageError', {
  target: 'number',
  ownUnit: true,
  call: (target, p) => {
    const y = aligned(target, p);
    return meanOfRow(mul(div(abs(sub(y, p)), maximum(abs(y), epsilon)), 100));
  },
});
