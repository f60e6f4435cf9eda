import { abs, add, div, maximum, mul, pow, sub } from '../../graph';
import { below1, number } from '../arguments';
import { optimizer } from '../entry';

/**
 * Adam with the largest gradient instead of the mean square: m ← β₁m + (1 − β₁)g, u ← max(β₂u, |g|), θ ← θ − α/(1 −
 * β₁ᵗ) · m/(u + ε). Source: keras.optimizers.Adamax; Kingma and Ba 2014, section 7.
 */
export default optimizer('Adamax', {
  arguments: {
    learningRate: number({ min: 0, default: 0.001 }),
    beta1: number({ min: 0, max: below1, default: 0.9 }),
    beta2: number({ min: 0, max: 1, default: 0.999 }),
    epsilon: number({ min: 0, default: 1e-7 }),
    weightDecay: number({ min: 0, default: 0 }),
  },
  slots: () => ['m', 'u'],
  update: ({ beta1, beta2, epsilon }, { parameter: θ, gradient: g, learningRate: α, step: t, slots }) => {
    const m = add(mul(slots.m!, beta1), mul(g, 1 - beta1));
    const u = maximum(mul(slots.u!, beta2), abs(g));
    const rate = div(α, sub(1, pow(beta1, t)));
    return { parameter: sub(θ, mul(div(m, add(u, epsilon)), rate)), slots: { m, u } };
  },
  label: ({ learningRate }) => `${learningRate}`,
});
