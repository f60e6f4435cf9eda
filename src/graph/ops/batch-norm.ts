import { Problem } from '../../errors';
import { isSymbolic, text } from '../dimensions';
import { make } from '../node';
import { define, type Inputs, named } from '../op';
import type { GraphNode } from '../types';
import { add, div, mul, square, sub } from './binary';
import { expectTypes, FLOAT } from './dtypes';
import { pick } from './leaves';
import { mean } from './reductions';
import { reshape } from './shape';
import { sqrt } from './unary';

/**
 * Batch normalization: mean 0 and variance 1 for each channel, over the batch and all positions. These are ops of their
 * own because ONNX Runtime's BatchNormalization passes over memory three times instead of six, and because a gradient
 * rearranged by hand needs two thirds of the passes.
 */

type Channels = { readonly axis: number };

export const others = (x: GraphNode, axis: number): number[] => [...x.shape.keys()].filter(i => i !== axis);
export const wide = (vector: GraphNode, x: GraphNode, axis: number): GraphNode =>
  reshape(
    vector,
    x.shape.map((d, i) => (i === axis ? d : 1)),
  );

function check([x, scale, offset]: Inputs, axis: number): void {
  expectTypes([x, scale, offset!], FLOAT);
  const channels = x.shape[axis];
  if (channels === undefined || isSymbolic(channels))
    throw new Problem(`axis ${axis} of ${text(x.shape)} must be there, and of known size`);
  for (const vector of [scale, offset!])
    if (vector.shape.length !== 1 || vector.shape[0] !== channels)
      throw new Problem(`scale and offset must have the shape [${channels}], received ${text(vector.shape)}`);
}

export const batchNormalizations = named({
  /**
   * y = scale·e + offset with e = (x − μ)·r and r = 1/√(σ² + ε); results y, μ and σ², the last two as vectors. For each
   * channel of n numbers, dx = scale·r·(dy − Σdy/n − e·Σ(dy·e)/n), dscale = Σ(dy·e), doffset = Σdy. Source: Ioffe and
   * Szegedy 2015.
   */
  batchNorm: define<Channels & { epsilon: number }>({
    shape(inputs, { axis }) {
      check(inputs, axis);
      return inputs[0].shape;
    },
    outputs: ([x], { axis }) => {
      const vector = { shape: [x.shape[axis]!], dtype: 'float32' as const };
      return [{ shape: x.shape, dtype: 'float32' as const }, vector, vector];
    },
    decompose([x, scale, offset], { attributes: { axis, epsilon } }) {
      const all = others(x, axis);
      const average = mean(x, all);
      const centered = sub(x, wide(average, x, axis));
      const variance = mean(square(centered), all);
      const factor = div(scale, sqrt(add(variance, epsilon)));
      return [add(mul(centered, wide(factor, x, axis)), wide(offset!, x, axis)), average, variance];
    },
  }),

  /** x·scale + offset, with one scale and one offset for each channel. */
  affine: define<Channels>({
    shape(inputs, { axis }) {
      check(inputs, axis);
      return inputs[0].shape;
    },
    decompose: ([x, scale, offset], { attributes: { axis } }) =>
      add(mul(x, wide(scale, x, axis)), wide(offset!, x, axis)),
  }),
});

export const affine = (x: GraphNode, scale: GraphNode, offset: GraphNode, axis: number): GraphNode =>
  make(batchNormalizations.affine, [x, scale, offset], { axis });

/**
 * scale·(x − μ)/√(σ² + ε) + offset, μ and σ² of each channel over all axes but `axis`; and μ and σ² as vectors. scale and
 * offset are vectors. float32.
 */
export function batchNorm(
  x: GraphNode,
  scale: GraphNode,
  offset: GraphNode,
  { axis, epsilon }: { readonly axis: number; readonly epsilon: number },
): readonly [y: GraphNode, mean: GraphNode, variance: GraphNode] {
  const all = make(batchNormalizations.batchNorm, [x, scale, offset], { axis, epsilon });
  return [pick(all, 0), pick(all, 1), pick(all, 2)];
}
