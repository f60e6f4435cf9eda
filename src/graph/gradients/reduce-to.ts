import { same } from '../dimensions';
import { sum } from '../ops/reductions';
import { reshape } from '../ops/shape';
import type { GraphNode, Shape } from '../types';

/**
 * Undoes broadcasting, for all rules: sums a gradient to the shape of the operand that was broadcast. `[N, 3]` to `[3]`
 * sums over the batch, `[N, 3]` to `[N, 1]` over the columns.
 */
export function reduceTo(dy: GraphNode, shape: Shape): GraphNode {
  if (same(dy.shape, shape)) return dy;
  const lead = dy.shape.length - shape.length;
  const axes = dy.shape.map((_, i) => i).filter(i => i < lead || (shape[i - lead] === 1 && dy.shape[i] !== 1));
  return reshape(sum(dy, axes), shape);
}
