import { div, log, maximum, minimum, mul, sum } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { loss } from '../entry';
import { aligned, epsilon, meanOfRow } from '../lib/losses/per-sample';

/**
 * Σ y·log(y/p) over the classes, both clipped to between 1e-7 and 1: how far the predicted probabilities are from those
 * of the target. Shapes: target probabilities or one-hot [N, …, classes], prediction the same → [N].
 * Source: keras.losses.KLDivergence.
 */
export default loss('KLDivergence', {
  target: 'one-hot',
  call: (target, prediction) => {
    const within = (x: GraphNode): GraphNode => minimum(maximum(x, epsilon), 1);
    const [y, p] = [within(aligned(target, prediction)), within(prediction)];
    return meanOfRow(sum(mul(y, log(div(y, p))), [-1]));
  },
});
