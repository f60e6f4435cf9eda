import { add, mul, sign, sub } from '../../graph';
import { number } from '../arguments';
import { optimizer } from '../entry';

/**
 * θ ← θ − α·sign(β₁m + (1 − β₁)g), then m ← β₂m + (1 − β₂)g: every step has the same size, and only one number per
 * weight is stored. It needs a learning rate 3 to 10 times lower than Adam's. Source: keras.optimizers.Lion; Chen et
 * al. 2023.
 */
export default optimizer('Lion', {
  arguments: {
    learningRate: number({ min: 0, default: 0.001 }),
    beta1: number({ min: 0, max: 1, default: 0.9 }),
    beta2: number({ min: 0, max: 1, default: 0.99 }),
    weightDecay: number({ min: 0, default: 0 }),
  },
  slots: () => ['m'],
  update: ({ beta1, beta2 }, { parameter: θ, gradient: g, learningRate: α, slots }) => {
    const mix = (β: number) => add(mul(slots.m!, β), mul(g, 1 - β));
    return { parameter: sub(θ, mul(sign(mix(beta1)), α)), slots: { m: mix(beta2) } };
  },
  label: ({ learningRate }) => `${learningRate}`,
});
