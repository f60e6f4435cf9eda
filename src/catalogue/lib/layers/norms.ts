import { add, div, type GraphNode, mul, sqrt, square, sum } from '../../../graph';
import { type Argument, inFiles, integers } from '../../arguments';

/** Lengths of the parts of a weight: of a kernel's columns, each a unit's weights, where the axis is 0. */

/** The axes along which a length is taken, [0, 1, 2] for each filter of a Conv2D. Files get a single one as a number. */
export const normAxes = (): Argument<readonly number[]> =>
  inFiles(integers({ default: [0] }), { to: axes => (axes.length === 1 ? axes[0] : axes), from: json => json });

/** √Σw² along the axes, of length 1 in these. */
export function norms(w: GraphNode, axes: readonly number[]): GraphNode {
  const along = axes.map(axis => (axis < 0 ? axis + w.shape.length : axis));
  return sqrt(sum(square(w), along, true));
}

/** w with the wanted lengths in place of its own. Source: keras.constraints, whose epsilon is 1e-7. */
export const rescaled = (w: GraphNode, wanted: GraphNode, own: GraphNode): GraphNode =>
  mul(w, div(wanted, add(own, 1e-7)));
