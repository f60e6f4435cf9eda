import { div, log, mul, neg, square, sub, sum } from '../../graph';
import { loss } from '../entry';
import { aligned, meanOfRow, safe } from '../rows';

/**
 * −Σ target·0.25·(1 − p)²·log(p) over the classes: rows that are right already count little, so that rare and hard classes
 * are learned. p is scaled to the sum 1 and kept within 1e-7 of 0 and 1. Shapes: one-hot target [N, …, classes],
 * prediction the same → [N]. Source: keras.losses.CategoricalFocalCrossentropy with its alpha and gamma; Lin et al. 2017.
 */
export default loss('CategoricalFocalCrossentropy', {
  target: 'one-hot',
  call: (target, prediction) => {
    const y = aligned('CategoricalFocalCrossentropy', target, prediction);
    const scaled = div(prediction, sum(prediction, [-1], true));
    const p = safe(scaled);
    return meanOfRow(neg(sum(mul(mul(mul(square(sub(1, p)), 0.25), y), log(p)), [-1])));
  },
});
