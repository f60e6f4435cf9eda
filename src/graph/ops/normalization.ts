import { Problem } from '../../errors';
import { isSymbolic, text } from '../dimensions';
import { make } from '../node';
import { define, named } from '../op';
import type { GraphNode } from '../types';
import { add, div, mul, square, sub } from './binary';
import { pick } from './leaves';
import { mean } from './reductions';
import { sqrt } from './unary';

/**
 * Layer normalization: mean 0 and variance 1 along the last axis. It is an op of its own because ONNX Runtime does it
 * in one pass over memory instead of seven, and because a gradient rearranged by hand needs half the passes.
 */

export const normalizations = named({
  /**
   * y = scale·e + offset with e = (x − μ)·r and r = 1/√(σ² + ε); results y, μ and r. With g = dy·scale,
   * dx = r·(g − mean(g) − e·mean(g·e)): the part of g that is constant in a row, and the part along e, do not change y.
   */
  layerNorm: define<{ epsilon: number }>({
    shape([x, scale, offset]) {
      const last = x.shape.at(-1);
      if (last === undefined || isSymbolic(last))
        throw new Problem(`the operand must have a last axis of known size, received ${text(x.shape)}`);
      for (const vector of [scale, offset])
        if (vector.shape.length !== 1 || vector.shape[0] !== last)
          throw new Problem(`scale and offset must have the shape [${last}], received ${text(vector.shape)}`);
      return x.shape;
    },
    outputs: ([x]) => {
      const ofRow = { shape: [...x.shape.slice(0, -1), 1], dtype: 'float32' as const };
      return [{ shape: x.shape, dtype: 'float32' as const }, ofRow, ofRow];
    },
    decompose([x, scale, offset], { attributes: { epsilon } }) {
      const average = mean(x, [-1], true);
      const centered = sub(x, average);
      const inverse = div(1, sqrt(add(mean(square(centered), [-1], true), epsilon)));
      return [add(mul(mul(centered, inverse), scale), offset), average, inverse];
    },
  }),
});

/** scale·(x − μ)/√(σ² + ε) + offset, μ and σ² over the last axis; scale and offset are vectors. float32. */
export const layerNorm = (x: GraphNode, scale: GraphNode, offset: GraphNode, epsilon: number): GraphNode =>
  pick(make(normalizations.layerNorm, [x, scale, offset], { epsilon }), 0);
