import { add, div, mul, pow, sqrt, square, sub } from '../../graph';
import { below1, number } from '../arguments';
import { optimizer } from '../entry';

/**
 * Adam with Nesterov momentum: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
 * m̂ = μₜ₊₁·m/(1 − μ₁…μₜ₊₁) + (1 − μₜ)·g/(1 − μ₁…μₜ), θ ← θ − α·m̂/(√(v/(1 − β₂ᵗ)) + ε), with μᵢ = β₁(1 − 0.96ⁱ/2).
 * The product μ₁…μₜ is a state of its own, one number. Source: keras.optimizers.Nadam; Dozat 2016.
 */
export default optimizer('Nadam', {
  arguments: {
    learningRate: number({ min: 0, default: 0.001 }),
    beta1: number({ min: 0, max: below1, default: 0.9 }),
    beta2: number({ min: 0, max: below1, default: 0.999 }),
    epsilon: number({ min: 0, default: 1e-7 }),
    weightDecay: number({ min: 0, default: 0 }),
  },
  slots: () => ['m', 'v', 'product'],
  scalars: ['product'],
  start: () => ({ product: 1 }),
  update: ({ beta1, beta2, epsilon }, { parameter: θ, gradient: g, learningRate: α, step: t, slots }) => {
    const m = add(mul(slots.m!, beta1), mul(g, 1 - beta1));
    const v = add(mul(slots.v!, beta2), mul(square(g), 1 - beta2));
    const now = mul(sub(1, mul(pow(0.96, t), 0.5)), beta1);
    const next = mul(sub(1, mul(pow(0.96, add(t, 1)), 0.5)), beta1);
    const product = mul(slots.product!, now);
    const [ofMean, ofGradient] = [div(next, sub(1, mul(product, next))), div(sub(1, now), sub(1, product))];
    const ahead = add(mul(m, mul(ofMean, α)), mul(g, mul(ofGradient, α)));
    const size = mul(sqrt(v), div(1, sqrt(sub(1, pow(beta2, t)))));
    return { parameter: sub(θ, div(ahead, add(size, epsilon))), slots: { m, v, product } };
  },
  label: ({ learningRate }) => `${learningRate}`,
});
