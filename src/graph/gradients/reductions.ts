import { div, equal, mul, sub } from '../ops/binary';
import { kept, type Reduction, type reductions, sum } from '../ops/reductions';
import { broadcastTo, reshape } from '../ops/shape';
import { cast, exp } from '../ops/unary';
import type { GraphNode } from '../types';
import type { Gradient, Gradients } from './rule';

/** `part`: the gradient from dy and y, which have length 1 along the reduced axes. */
const along =
  (part: (dy: GraphNode, x: GraphNode, y: GraphNode, axes: readonly number[]) => GraphNode): Gradient<Reduction> =>
  (dy, [x], y) => {
    const shape = kept(x, y.attributes.axes);
    return [part(reshape(dy, shape), x, reshape(y, shape), y.attributes.axes)];
  };

/** Equal extremes share the gradient evenly, as in TensorFlow. */
const extreme = along((dy, x, y, axes) => {
  const here = cast(equal(x, y), 'float32');
  return mul(here, div(dy, sum(here, axes, true)));
});

export const ofReductions: Gradients<typeof reductions> = {
  sum: along((dy, x) => broadcastTo(dy, x.shape)),
  max: extreme,
  min: extreme,
  argmax: null,
  softmax: (dy, _, y) => [mul(y, sub(dy, sum(mul(dy, y), [-1], true)))],
  logSoftmax: (dy, _, y) => [sub(dy, mul(exp(y), sum(dy, [-1], true)))],
};
