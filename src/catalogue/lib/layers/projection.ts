import { add, matmul, reshape, size } from '../../../graph';
import type { GraphNode } from '../../../graph/types';

/**
 * x · kernel + bias over the last axes of x: [N, …, a] by [a, …out], or [N, …, a, b] by [a, b, …out] with `bound` 2; →
 * [N, …, …out]. One matrix product of two dimensions, whatever the ranks, with which the addition of the bias is fused.
 * Source: keras.layers.Dense, and keras.layers.EinsumDense as attention layers use it.
 */
export function projected(x: GraphNode, kernel: GraphNode, bias: GraphNode | undefined, bound = 1): GraphNode {
  const lead = x.shape.slice(0, -bound);
  const out = kernel.shape.slice(bound);
  const [inner, width] = [size(kernel.shape.slice(0, bound)), size(out)];
  const product = matmul(reshape(x, [size(lead), inner]), reshape(kernel, [inner, width]));
  return reshape(bias ? add(product, reshape(bias, [width])) : product, [...lead, ...out]);
}
