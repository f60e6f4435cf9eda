import { add, div, maximum, mul, pow, sqrt, square, straightLine, sub } from '../../graph';
import { below1, flag, number } from '../arguments';
import { optimizer } from '../entry';

/**
 * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − α·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε).
 *
 * Stored as M = m/(1 − β₁) and V = v/(1 − β₂), which saves two passes over each parameter. The factors move into the
 * scalars rate = α·√(1 − β₂ᵗ)/(1 − β₁ᵗ)·(1 − β₁)/√(1 − β₂) and ε/√(1 − β₂). θ changes by M/(√V/rate + ε/√(1 −
 * β₂)/rate), whose denominator is √V times a number plus a number: one pass. AMSGrad keeps the largest V so far.
 * Source: keras.optimizers.Adam; Kingma and Ba 2014, Reddi et al. 2018.
 */
export default optimizer('Adam', {
  arguments: {
    learningRate: number({ min: 0, default: 0.001 }),
    beta1: number({ min: 0, max: below1, default: 0.9 }),
    beta2: number({ min: 0, max: below1, default: 0.999 }),
    epsilon: number({ min: 0, default: 1e-7 }),
    amsgrad: flag(false),
    weightDecay: number({ min: 0, default: 0 }),
  },
  slots: ({ amsgrad }) => ['m', 'v', ...(amsgrad ? ['vMax'] : [])],
  update: ({ beta1, beta2, epsilon, amsgrad }, { parameter: θ, gradient: g, learningRate: α, step: t, slots }) => {
    const scale = Math.sqrt(1 - beta2);
    const m = add(mul(slots.m!, beta1), g);
    const v = add(mul(slots.v!, beta2), square(g));
    const vMax = amsgrad ? maximum(slots.vMax!, v) : v;
    const correction = div(sqrt(sub(1, pow(beta2, t))), sub(1, pow(beta1, t)));
    const rate = mul(mul(α, correction), (1 - beta1) / scale);
    const slowness = div(1, maximum(rate, 1e-30));
    const parameter = sub(θ, div(m, straightLine(sqrt(vMax), slowness, mul(slowness, epsilon / scale))));
    return { parameter, slots: { m, v, ...(amsgrad && { vMax }) } };
  },
  label: ({ learningRate }) => `${learningRate}`,
});
