import { topological } from './traverse';
import type { GraphNode } from './types';

/**
 * What outputs cost: the multiply-adds of their products of matrices and convolutions for a batch of one row. All else
 * (activations, sums, moves) is small beside these and not counted.
 *
 * ```
 * multiplyAdds([matmul(input('x', ['N', 4]), input('w', [4, 3]))]) // 12
 * ```
 */
export const multiplyAdds = (outputs: readonly GraphNode[]): number =>
  topological(outputs).reduce((sum, node) => sum + (node.op.multiplyAdds?.(node, multiplyAdds) ?? 0), 0);
