import { abs, minimum, mul, sub } from '../../graph';
import { number } from '../arguments';
import { loss } from '../entry';
import { aligned, meanOfRow } from '../lib/losses/per-sample';

/**
 * e²/2 where |e| ≤ delta, else delta·(|e| − delta/2), with e = y − p; the mean over the outputs of a row: squared near the
 * target, and yet a few wild rows do not rule. With c = min(|e|, delta) it is c·(|e| − c/2). Regression is trained on scaled
 * targets, of which delta is 1 standard deviation. Shapes: [N, …], [N, …] → [N]. Source: keras.losses.Huber.
 */
export default loss('Huber', {
  target: 'number',
  arguments: { delta: number({ min: 1e-9, default: 1 }) },
  call: (target, p, { delta }) => {
    const e = abs(sub(aligned('Huber', target, p), p));
    const c = minimum(e, delta);
    return meanOfRow(mul(c, sub(e, mul(c, 0.5))));
  },
});
