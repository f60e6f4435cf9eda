import { add, div, mul, sqrt, square, sub } from '../../graph';
import { number } from '../arguments';
import { optimizer } from '../entry';

/**
 * a ← ρa + (1 − ρ)g², Δ = g·√(d + ε)/√(a + ε), d ← ρd + (1 − ρ)Δ², θ ← θ − αΔ: steps in the unit of the weights
 * themselves; α = 1 in the paper. Source: keras.optimizers.Adadelta; Zeiler 2012.
 */
export default optimizer('Adadelta', {
  arguments: {
    learningRate: number({ min: 0, default: 0.001 }),
    rho: number({ min: 0, max: 1, default: 0.95 }),
    epsilon: number({ min: 0, default: 1e-7 }),
    weightDecay: number({ min: 0, default: 0 }),
  },
  slots: () => ['gradients', 'steps'],
  update: ({ rho, epsilon }, { parameter: θ, gradient: g, learningRate: α, slots }) => {
    const mean = (before: typeof θ, x: typeof θ) => add(mul(before, rho), mul(square(x), 1 - rho));
    const gradients = mean(slots.gradients!, g);
    const step = mul(g, sqrt(div(add(slots.steps!, epsilon), add(gradients, epsilon))));
    return { parameter: sub(θ, mul(step, α)), slots: { gradients, steps: mean(slots.steps!, step) } };
  },
  label: ({ learningRate }) => `${learningRate}`,
});
