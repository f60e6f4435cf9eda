import { Problem } from '../../errors';
import { add, cast, div, mean, mul, reshape, sqrt, square, sub } from '../../graph';
import type { Shape } from '../../graph/types';
import { integer, number } from '../arguments';
import { layer } from '../entry';
import { axisIn, lastAxis } from '../lib/layers/axes';
import { gammaAndBeta, gammaAndBetaWeights } from '../lib/layers/gamma-and-beta';
import { sameMask } from '../lib/layers/masking';

/**
 * y = γ·(x − μ)/√(σ² + ε) + β, where μ and σ² are the mean and variance of the row over each group of channels (along
 * `axis`) and over all other axes, both in training and in prediction. One group: all channels together; −1: each
 * channel separately. Shapes: [N, …, channels] → the same; gamma, beta [channels].
 * Source: keras.layers.GroupNormalization; Wu and He 2018.
 */
export default layer('GroupNormalization', {
  family: 'normalization',
  arguments: {
    groups: integer({ min: -1, default: 32 }),
    axis: integer({ default: -1 }),
    epsilon: number({ min: 0, default: 0.001 }),
    ...gammaAndBeta,
  },
  inputs: 'one',
  weights: ({ groups, axis, ...args }, x) => gammaAndBetaWeights(args, [grouped(x, axis, groups).channels]),
  call: ({ groups, axis, epsilon }, [input], { gamma, beta }) => {
    const { along, channels, size } = grouped(input!.shape, axis, groups);
    const last = lastAxis(cast(input!, 'float32'), along);
    const [batch, ...sizes] = last.shape.slice(0, -1);
    const x = reshape(last, [batch!, ...sizes, channels / size, size]);
    const axes = [...sizes.map((_, i) => i + 1), sizes.length + 2];
    const centered = sub(x, mean(x, axes, true));
    const even = reshape(div(centered, sqrt(add(mean(square(centered), axes, true), epsilon))), last.shape);
    const scaled = gamma ? mul(even, gamma) : even;
    return lastAxis(beta ? add(scaled, beta) : scaled, along, true);
  },
  mask: sameMask,
  label: ({ groups }) => (groups === -1 ? '' : `${groups}`),
});

/** The channel axis, the number of channels, and the channels per group. */
function grouped(x: Shape, axis: number, groups: number): { along: number; channels: number; size: number } {
  const along = axisIn(axis, x);
  const channels = x[along] as number;
  const size = groups === -1 ? 1 : channels / groups;
  if (groups !== 0 && Number.isInteger(size)) return { along, channels, size };
  throw new Problem(`groups must divide its ${channels} channels (or be -1: one per channel), received ${groups}`, {
    argument: 'groups',
    received: groups,
  });
}
