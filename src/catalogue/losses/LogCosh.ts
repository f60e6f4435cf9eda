import { add, mul, softplus, sub } from '../../graph';
import { loss } from '../entry';
import { aligned, meanOfRow } from '../lib/losses/per-sample';

/**
 * log(cosh(p − y)), averaged over the outputs of a row: like Huber, but smooth. With e = p − y it is e + softplus(−2e)
 * − log 2, which does not overflow. Shapes: [N, …], [N, …] → [N]. Source: keras.losses.LogCosh.
 */
export default loss('LogCosh', {
  target: 'number',
  call: (target, p) => {
    const e = sub(p, aligned(target, p));
    return meanOfRow(sub(add(e, softplus(mul(e, -2))), Math.LN2));
  },
});
