import { isSymbolic, text } from '../dimensions';
import { make } from '../node';
import { problem } from '../problem';
import { type Rows, row } from '../row';
import type { GraphNode } from '../types';
import { add, div, mul, sub } from './binary';
import { pick } from './leaves';
import { matmul } from './matmul';
import { mean, sum } from './reductions';
import { full, reshape } from './shape';
import { sqrt, square } from './unary';

/**
 * Each row brought to mean 0 and variance 1, along its last axis: an op of its own, because ONNX Runtime does it in one pass
 * over memory where its parts take seven, and because its gradient has half the passes when it is regrouped by hand.
 */

const width = (x: GraphNode): number => x.shape.at(-1) as number;

export const normalizations: Rows = {
  /**
   * y = scale·e + offset with e = (x − μ)·r and r = 1/√(σ² + ε); results y, μ and r. With g = dy·scale,
   * dx = r·(g − mean(g) − e·mean(g·e)): what all of a row have in common, and what goes along with e, changes nothing.
   */
  layerNorm: row<{ epsilon: number }>({
    shape([x, scale, offset]) {
      const last = x.shape.at(-1);
      if (last === undefined || isSymbolic(last))
        throw problem(`the operand must have a last axis of known size, received ${text(x.shape)}`);
      for (const vector of [scale, offset])
        if (vector.shape.length !== 1 || vector.shape[0] !== last)
          throw problem(`scale and offset must have the shape [${last}], received ${text(vector.shape)}`);
      return x.shape;
    },
    outputs: ([x]) => {
      const ofRow = { shape: [...x.shape.slice(0, -1), 1], dtype: 'float32' as const };
      return [{ shape: x.shape, dtype: 'float32' as const }, ofRow, ofRow];
    },
    gradient: null,
    tupleGradient([dy, dMean, dInverse], [x, scale], y) {
      const [mean, inverse] = [pick(y, 1), pick(y, 2)];
      const count = width(x);
      const centred = sub(x, mean);
      const parts: GraphNode[] = [];
      let vectors: [GraphNode | null, GraphNode | null] = [null, null];
      if (dy) {
        const even = mul(centred, inverse);
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
        parts.push(mul(centred, mul(mul(dInverse, cubed), -1 / count)));
      }
      return [parts.length > 0 ? parts.reduce((a, b) => add(a, b)) : null, ...vectors];
    },
    /** Results at the end that nobody reads are not written: converters of files stumble over them. */
    onnx(emit, node, inputs) {
      const results = Math.max(0, ...emit.read(node)) + 1;
      const attributes = { axis: { int: -1 }, epsilon: { float: node.attributes.epsilon } };
      return emit.op('LayerNormalization', inputs, attributes, results);
    },
    composed([x, scale, offset], { attributes: { epsilon } }) {
      const average = mean(x, [-1], true);
      const centred = sub(x, average);
      const inverse = div(1, sqrt(add(mean(square(centred), [-1], true), epsilon)));
      return [add(mul(mul(centred, inverse), scale), offset), average, inverse];
    },
  }),
};

/**
 * A vector [d] for an operand [N, …, T, d] as [T, d]: ONNX Runtime broadcasts row by row, and has to begin a row of d
 * numbers anew T times as often as one of T·d.
 */
function spread(vector: GraphNode, x: GraphNode): GraphNode {
  const rows = x.shape.at(-2);
  if (x.shape.length < 3 || typeof rows !== 'number') return vector;
  return matmul(full(1, [rows, 1]), reshape(vector, [1, width(x)]));
}

/** scale·(x − μ)/√(σ² + ε) + offset, μ and σ² over the last axis; scale and offset are vectors. float32. */
export const layerNorm = (x: GraphNode, scale: GraphNode, offset: GraphNode, epsilon: number): GraphNode =>
  pick(make('layerNorm', [x, scale, offset], { epsilon }), 0);
