import { abs, minimum, mul, sub } from '../../graph';
import { number } from '../arguments';
import { loss } from '../entry';
import { aligned, meanOfRow } from '../lib/losses/per-sample';

/**
 * e²/2 if |e| ≤ delta, else delta·(|e| − delta/2), with e = y − p, averaged over the outputs of a row: quadratic near
 * the target, and robust against outliers. With c = min(|e|, delta) it is c·(|e| − c/2). Regression targets are scaled,
 * so that delta 1 is one standard deviation. Shapes: [N, …], [N, …] → [N]. Source: keras.losses.Huber.
 */
export default loss('Huber', {
  target: 'number',
  arguments: { delta: number({ min: 1e-9, default: 1 }) },
  call: (target, p, { delta }) => {
    const e = abs(sub(aligned(target, p), p));
    const c = minimum(e, delta);
    return meanOfRow(mul(c, sub(e, mul(c, 0.5))));
  },
});
