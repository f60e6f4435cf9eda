import { add, cast, div, full, layerNorm, mean, mul, sqrt, square, sub } from '../../graph';
import { number } from '../arguments';
import { layer } from '../entry';
import { alongAxes, axesArgument, axesIn, sizesOf } from '../lib/layers/axes';
import { gammaAndBeta, gammaAndBetaWeights } from '../lib/layers/gamma-and-beta';
import { sameMask } from '../lib/layers/masking';

/**
 * y = γ·(x − μ)/√(σ² + ε) + β, where μ and σ² are the mean and variance of the row over `axis`, both in training and in
 * prediction. Shapes: [N, …, features] → the same; gamma, beta with the sizes of the axes.
 * Source: keras.layers.LayerNormalization; Ba, Kiros and Hinton 2016.
 */
export default layer('LayerNormalization', {
  family: 'normalization',
  arguments: {
    axis: axesArgument(),
    epsilon: number({ min: 0, default: 0.001 }),
    ...gammaAndBeta,
  },
  inputs: 'one',
  weights: ({ axis, ...args }, x) => gammaAndBetaWeights(args, sizesOf(x, axesIn(axis, x))),
  call: ({ axis, epsilon }, [input], { gamma, beta }) => {
    const x = cast(input!, 'float32');
    const axes = axesIn(axis, x.shape);
    if (axes.join() === String(x.shape.length - 1)) {
      const width = sizesOf(x.shape, axes);
      return layerNorm(x, gamma ?? full(1, width), beta ?? full(0, width), epsilon);
    }
    const centered = sub(x, mean(x, axes, true));
    const even = div(centered, sqrt(add(mean(square(centered), axes, true), epsilon)));
    const scaled = gamma ? mul(even, alongAxes(gamma, axes, x)) : even;
    return beta ? add(scaled, alongAxes(beta, axes, x)) : scaled;
  },
  mask: sameMask,
  // TensorFlow.js takes several axes only in ascending order.
  savedAs: ({ axis, ...args }, x) =>
    axis.length > 1 ? { className: 'LayerNormalization', args: { ...args, axis: axesIn(axis, x) } } : null,
  label: ({ axis }) => (axis.join() === '-1' ? '' : `axis ${axis.join(', ')}`),
});
