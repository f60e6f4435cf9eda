import { add, div, type GraphNode, mul, sqrt, square, sum } from '../../../graph';
import { type Argument, inFiles, integers } from '../../arguments';

/** Norms of the parts of a weight: for axis 0, of the columns of a kernel, each the weights of one unit. */

/** The axes of a norm, [0, 1, 2] for each filter of a Conv2D. Files hold a single one as a number. */
export const normAxes = (): Argument<readonly number[]> =>
  inFiles(integers({ default: [0] }), { to: axes => (axes.length === 1 ? axes[0] : axes), from: json => json });

/** √Σw² along the axes, which keep length 1. */
export function norms(w: GraphNode, axes: readonly number[]): GraphNode {
  const along = axes.map(axis => (axis < 0 ? axis + w.shape.length : axis));
  return sqrt(sum(square(w), along, true));
}

/** w rescaled to the wanted norms. Source: keras.constraints, whose epsilon is 1e-7. */
export const rescaled = (w: GraphNode, wanted: GraphNode, own: GraphNode): GraphNode =>
  mul(w, div(wanted, add(own, 1e-7)));
