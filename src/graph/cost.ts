import { topological } from './traverse';
import type { GraphNode } from './types';

/**
 * What outputs cost: the multiply-adds of their products of matrices and convolutions for a batch of one row.
 * Everything else (activations, sums, transpositions) is small in comparison and not counted.
 *
 * ```
 * multiplyAdds([matmul(input('x', ['N', 4]), input('w', [4, 3]))]) // 12
 * ```
 */
export const multiplyAdds = (outputs: readonly GraphNode[]): number =>
  topological(outputs).reduce((sum, node) => sum + (node.op.multiplyAdds?.(node, multiplyAdds) ?? 0), 0);
