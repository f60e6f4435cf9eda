import { add, log, maximum, square, sub } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { loss } from '../entry';
import { aligned, epsilon, meanOfRow } from '../lib/losses/per-sample';

/**
 * (log(y + 1) − log(p + 1))², averaged over the outputs of a row: ratios count, not differences; for numbers of 0 or
 * more (negative ones count as 0). Shapes: [N, …], [N, …] → [N]. Source: keras.losses.MeanSquaredLogarithmicError.
 */
export default loss('MeanSquaredLogarithmicError', {
  target: 'number',
  ownUnit: true,
  call: (target, p) => {
    const logOf = (x: GraphNode): GraphNode => log(add(maximum(x, epsilon), 1));
    return meanOfRow(square(sub(logOf(aligned(target, p)), logOf(p))));
  },
});
