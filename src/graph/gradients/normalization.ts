import { size } from '../dimensions';
import { affine, type batchNormalizations, others, wide } from '../ops/batch-norm';
import { add, div, mul, sub } from '../ops/binary';
import { full, pick, sizeOf } from '../ops/leaves';
import { matmul } from '../ops/matmul';
import type { normalizations } from '../ops/normalization';
import { sum } from '../ops/reductions';
import { reshape } from '../ops/shape';
import { neg, sqrt } from '../ops/unary';
import type { GraphNode } from '../types';
import type { Gradients } from './rule';

/** Rearranged by hand, for fewer passes over memory. The derivations are at the ops. */

export const ofNormalizations: Gradients<typeof normalizations> = {
  layerNorm: {
    ofTuple([dy, dMean, dInverse], [x, scale], y) {
      const [mean, inverse] = [pick(y, 1), pick(y, 2)];
      const count = width(x);
      const centered = sub(x, mean);
      const parts: GraphNode[] = [];
      let vectors: [GraphNode | null, GraphNode | null] = [null, null];
      if (dy) {
        const even = mul(centered, inverse);
        const along = mul(dy, even);
        const share = reshape(mul(scale, 1 / count), [count, 1]);
        const rest = sub(mul(dy, spread(scale, x)), mul(even, matmul(along, share)));
        parts.push(mul(sub(rest, matmul(dy, share)), inverse));
        const places = x.shape.map((_, i) => i).slice(0, -1);
        vectors = [sum(along, places), sum(dy, places)];
      }
      if (dMean) parts.push(mul(add(full(0, x.shape), dMean), 1 / count));
      if (dInverse) {
        const cubed = mul(inverse, mul(inverse, inverse));
        parts.push(mul(centered, mul(mul(dInverse, cubed), -1 / count)));
      }
      return [parts.length > 0 ? parts.reduce((a, b) => add(a, b)) : null, ...vectors];
    },
  },
};

const width = (x: GraphNode): number => x.shape.at(-1) as number;

/**
 * A vector [d] as [T, d], for an operand [N, …, T, d]: ONNX Runtime broadcasts row by row, and rows of T·d numbers are
 * T times fewer than rows of d.
 */
function spread(vector: GraphNode, x: GraphNode): GraphNode {
  const rows = x.shape.at(-2);
  if (x.shape.length < 3 || typeof rows !== 'number') return vector;
  return matmul(full(1, [rows, 1]), reshape(vector, [1, width(x)]));
}

export const ofBatchNormalizations: Gradients<typeof batchNormalizations> = {
  batchNorm: {
    ofTuple([dy, dMean, dVariance], [x, scale], y) {
      const { axis, epsilon } = y.attributes;
      const all = others(x, axis);
      const count = sizeOf(size(all.map(i => x.shape[i]!)));
      const inverse = div(1, sqrt(add(pick(y, 2), epsilon)));
      const even = affine(x, inverse, neg(mul(pick(y, 1), inverse)), axis);
      const parts: GraphNode[] = [];
      let vectors: [GraphNode | null, GraphNode | null] = [null, null];
      if (dy) {
        const [along, total] = [sum(mul(dy, even), all), sum(dy, all)];
        const factor = mul(scale, inverse);
        const share = neg(div(factor, count));
        parts.push(add(mul(dy, wide(factor, x, axis)), affine(even, mul(share, along), mul(share, total), axis)));
        vectors = [along, total];
      }
      if (dMean) parts.push(add(full(0, x.shape), wide(div(dMean, count), x, axis)));
      if (dVariance) parts.push(mul(even, wide(div(mul(dVariance, 2), mul(inverse, count)), x, axis)));
      return [parts.length > 0 ? parts.reduce((a, b) => add(a, b)) : null, ...vectors];
    },
  },
  affine: (dy, [x, scale], { attributes: { axis } }) => [
    mul(dy, wide(scale, x, axis)),
    sum(mul(dy, x), others(x, axis)),
    sum(dy, others(x, axis)),
  ],
};
