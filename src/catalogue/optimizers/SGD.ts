import { add, mul, sub } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { flag, number } from '../arguments';
import { optimizer } from '../entry';

/**
 * Stochastic gradient descent: one step per batch. Without momentum θ ← θ − αg; with momentum μ in Keras's form v ← μv
 * − αg, θ ← θ + v, or with Nesterov momentum θ ← θ + μv − αg. Source: keras.optimizers.SGD.
 */
export default optimizer('SGD', {
  arguments: {
    learningRate: number({ min: 0, default: 0.01 }),
    momentum: number({ min: 0, max: 1, default: 0 }),
    nesterov: flag(false),
    weightDecay: number({ min: 0, default: 0 }),
  },
  slots: ({ momentum }) => (momentum === 0 ? [] : ['velocity']),
  update: ({ momentum: μ, nesterov }, { parameter: θ, gradient: g, learningRate: α, slots }) => {
    const step = mul(g, α);
    if (μ === 0) return { parameter: sub(θ, step), slots: {} as Readonly<Record<string, GraphNode>> };
    const velocity = sub(mul(slots.velocity!, μ), step);
    return { parameter: add(θ, nesterov ? sub(mul(velocity, μ), step) : velocity), slots: { velocity } };
  },
  label: ({ learningRate, momentum, nesterov }) =>
    [learningRate, momentum > 0 && (nesterov ? `nesterov ${momentum}` : `momentum ${momentum}`)]
      .filter(Boolean)
      .join(' '),
});
