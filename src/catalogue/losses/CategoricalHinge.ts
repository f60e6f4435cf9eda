import { add, max, mul, relu, sub, sum } from '../../graph';
import { loss } from '../entry';
import { aligned, meanOfRow } from '../lib/losses/per-sample';

/**
 * max(0, 1 + largest score of a wrong class − score of the true class): 0 if the true class leads by 1.
 * Shapes: one-hot target [N, …, classes], prediction the same → [N]. Source: keras.losses.CategoricalHinge.
 */
export default loss('CategoricalHinge', {
  target: 'one-hot',
  call: (target, p) => {
    const y = aligned(target, p);
    const wrong = max(mul(sub(1, y), p), [-1]);
    return meanOfRow(relu(add(sub(wrong, sum(mul(y, p), [-1])), 1)));
  },
});
