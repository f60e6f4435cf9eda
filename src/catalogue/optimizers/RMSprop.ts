import { add, div, mul, sqrt, square, sub } from '../../graph';
import { below1, flag, number } from '../arguments';
import { optimizer } from '../entry';

/**
 * v ← ρv + (1 − ρ)g², θ ← θ − αg/√(v + ε): the step of each weight is divided by the root mean square of its gradients.
 * Centered: v − a² instead of v, where a ← ρa + (1 − ρ)g. With momentum μ: b ← μb + step, θ ← θ − b.
 *
 * Stored as V = v/(1 − ρ) and A = a/(1 − ρ), which saves two passes over each parameter; the factors move into α and ε.
 * Source: keras.optimizers.RMSprop; Hinton's lecture 6e of 2012, Graves 2013.
 */
export default optimizer('RMSprop', {
  arguments: {
    learningRate: number({ min: 0, default: 0.001 }),
    rho: number({ min: 0, max: below1, default: 0.9 }),
    momentum: number({ min: 0, max: 1, default: 0 }),
    epsilon: number({ min: 0, default: 1e-7 }),
    centered: flag(false),
    weightDecay: number({ min: 0, default: 0 }),
  },
  slots: ({ momentum, centered }) => ['v', ...(centered ? ['mean'] : []), ...(momentum > 0 ? ['velocity'] : [])],
  update: ({ rho, momentum: μ, epsilon, centered }, { parameter: θ, gradient: g, learningRate: α, slots }) => {
    const rest = 1 - rho;
    const v = add(mul(slots.v!, rho), square(g));
    const mean = centered ? add(mul(slots.mean!, rho), g) : undefined;
    const spread = mean ? sub(v, mul(square(mean), rest)) : v;
    const step = mul(div(g, sqrt(add(spread, epsilon / rest))), div(α, Math.sqrt(rest)));
    const velocity = μ > 0 ? add(mul(slots.velocity!, μ), step) : undefined;
    return { parameter: sub(θ, velocity ?? step), slots: { v, ...(mean && { mean }), ...(velocity && { velocity }) } };
  },
  label: ({ learningRate, momentum, centered }) =>
    [learningRate, momentum > 0 && `momentum ${momentum}`, centered && 'centered'].filter(Boolean).join(' '),
});
