import { abs, minimum, mul, sub } from '../../graph';
import { loss } from '../entry';
import { aligned, meanOfRow } from '../rows';

/**
 * e²/2 where |e| ≤ 1, else |e| − 1/2, with e = y − p; the mean over the outputs of a row: squared near the target, and yet
 * a few wild rows do not rule. With c = min(|e|, 1) it is c·(|e| − c/2). Shapes: [N, …], [N, …] → [N].
 * Source: keras.losses.Huber with its delta of 1.
 */
export default loss('Huber', {
  target: 'number',
  call: (target, p) => {
    const e = abs(sub(aligned('Huber', target, p), p));
    const c = minimum(e, 1);
    return meanOfRow(mul(c, sub(e, mul(c, 0.5))));
  },
});
