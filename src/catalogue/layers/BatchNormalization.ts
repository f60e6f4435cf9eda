import { add, batchNorm, cast, div, full, mul, sqrt, square, sub, sum } from '../../graph';
import type { GraphNode, Shape } from '../../graph/types';
import { flag, inFiles, integer, number } from '../arguments';
import { constraint, initializer, regularizer } from '../components';
import { layer } from '../entry';
import { alongAxes, axisIn, sizesOf } from '../lib/layers/axes';
import { gammaAndBetaWeights } from '../lib/layers/gamma-and-beta';
import { sameMask, whereThere } from '../lib/layers/masking';

/**
 * y = γ·(x − μ)/√(σ² + ε) + β, for each position of `axis`. In training, μ and σ² are the mean and variance of the
 * batch (over all other axes, without masked steps), and moving averages follow them: moving ← momentum·moving + (1 −
 * momentum)·batch. Otherwise the moving averages are used. Shapes: [N, …, channels] → the same; gamma, beta,
 * moving_mean, moving_variance [channels]. Source: keras.layers.BatchNormalization; Ioffe and Szegedy 2015.
 */
export default layer('BatchNormalization', {
  family: 'normalization',
  arguments: {
    axis: inFiles(integer({ default: -1 }), { to: axis => axis, from: single }),
    momentum: number({ min: 0, max: 1, default: 0.99 }),
    epsilon: number({ min: 0, default: 0.001 }),
    center: flag(true),
    scale: flag(true),
    betaInitializer: initializer('Zeros'),
    gammaInitializer: initializer('Ones'),
    movingMeanInitializer: initializer('Zeros'),
    movingVarianceInitializer: initializer('Ones'),
    betaRegularizer: regularizer(),
    gammaRegularizer: regularizer(),
    betaConstraint: constraint(),
    gammaConstraint: constraint(),
  },
  inputs: 'one',
  weights: ({ axis, ...args }, x) => {
    const shape = sizesOf(x, [place(axis, x)]);
    return {
      ...gammaAndBetaWeights(args, shape),
      moving_mean: { shape, initializer: args.movingMeanInitializer, trainable: false },
      moving_variance: { shape, initializer: args.movingVarianceInitializer, trainable: false },
    };
  },
  call: ({ axis, momentum, epsilon }, [input], weights, { training, update, masks: [mask] }) => {
    const x = cast(input!, 'float32');
    const along = place(axis, x.shape);
    const wide = (numbers: GraphNode): GraphNode => alongAxes(numbers, [along], x);
    const { gamma, beta, moving_mean: movingMean, moving_variance: movingVariance } = weights;
    const factorOf = (variance: GraphNode) => div(gamma ?? 1, sqrt(add(variance, epsilon)));
    if (!training) {
      const factor = factorOf(movingVariance!);
      const offset = sub(beta ?? 0, mul(movingMean!, factor));
      return add(mul(x, wide(factor)), wide(offset));
    }
    const moved = (before: GraphNode, now: GraphNode) => add(mul(before, momentum), mul(now, 1 - momentum));
    if (!mask) {
      const channels = movingMean!.shape;
      const [y, average, variance] = batchNorm(x, gamma ?? full(1, channels), beta ?? full(0, channels), {
        axis: along,
        epsilon,
      });
      update('moving_mean', moved(movingMean!, average));
      update('moving_variance', moved(movingVariance!, variance));
      return y;
    }
    const meanOf = meanThere(
      mask,
      x.shape.map((_, i) => i).filter(i => i !== along),
    );
    const average = meanOf(x);
    const centered = sub(x, wide(average));
    const variance = meanOf(square(centered));
    update('moving_mean', moved(movingMean!, average));
    update('moving_variance', moved(movingVariance!, variance));
    const scaled = mul(centered, wide(factorOf(variance)));
    return beta ? add(scaled, wide(beta)) : scaled;
  },
  mask: sameMask,
  label: ({ axis }) => (axis === -1 ? '' : `axis ${axis}`),
});

const place = (axis: number, x: Shape): number => axisIn(axis, x);

/** Older files have the axis in a list of length one. */
function single(json: unknown): unknown {
  return Array.isArray(json) && json.length === 1 ? json[0] : json;
}

/** The mean over the axes of the unmasked values, with Keras's guard against a fully masked batch. */
const meanThere =
  (mask: GraphNode, axes: readonly number[]) =>
  (values: GraphNode): GraphNode => {
    const ones = whereThere(mask, full(1, values.shape), 0);
    return div(sum(whereThere(mask, values, 0), axes), add(sum(ones, axes), 1e-7));
  };
