import { Problem } from '../../errors';
import { mul, neg, sum } from '../../graph';
import { loss } from '../entry';
import { unit } from '../lib/layers/axes';
import { aligned, epsilon, lastOf, meanOfRow } from '../lib/losses/per-sample';

/**
 * −cos of the angle between y and p: −1 if they have the same direction, whatever their lengths. For targets of two or
 * more numbers. Shapes: [N, …, width], [N, …, width] → [N]. Source: keras.losses.CosineSimilarity.
 */
export default loss('CosineSimilarity', {
  target: 'number',
  ownUnit: true,
  call: (target, p) => {
    const y = aligned(target, p);
    const last = p.shape.length - 1;
    if (last === 0 || lastOf(p) === 1)
      throw new Problem('compares directions: it needs an output of two numbers or more', {
        argument: 'loss',
        received: p.shape,
      });
    return meanOfRow(neg(sum(mul(unit(y, [last], epsilon), unit(p, [last], epsilon)), [last])));
  },
});
