import { add, mul, square, sub } from '../../graph';
import { loss } from '../entry';
import { aligned, crossentropy, meanOfRow } from '../rows';

/**
 * The cross-entropy −log(q) of the probability q that the row's true answer got, times (1 − q)²: rows that are right
 * already count little. The mean over the outputs of a row. Shapes: target of 0 and 1 [N, …], prediction the same → [N].
 * Source: keras.losses.BinaryFocalCrossentropy with its gamma; Lin et al. 2017.
 */
export default loss('BinaryFocalCrossentropy', {
  target: 'number',
  call: (target, p) => {
    const y = aligned('BinaryFocalCrossentropy', target, p);
    const q = add(mul(y, p), mul(sub(1, y), sub(1, p)));
    return meanOfRow(mul(crossentropy(y, p), square(sub(1, q))));
  },
});
