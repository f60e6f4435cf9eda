import { add, div, mul, sqrt, square, sub } from '../../graph';
import { number } from '../arguments';
import { optimizer } from '../entry';

/**
 * a ← a + g², θ ← θ − αg/√(a + ε): weights with rare gradients take larger steps, and all steps shrink over time. a
 * starts at `initialAccumulatorValue`. Source: keras.optimizers.Adagrad; Duchi, Hazan and Singer 2011.
 */
export default optimizer('Adagrad', {
  arguments: {
    learningRate: number({ min: 0, default: 0.001 }),
    initialAccumulatorValue: number({ min: 0, default: 0.1 }),
    epsilon: number({ min: 0, default: 1e-7 }),
    weightDecay: number({ min: 0, default: 0 }),
  },
  slots: () => ['accumulator'],
  start: ({ initialAccumulatorValue }) => ({ accumulator: initialAccumulatorValue }),
  update: ({ epsilon }, { parameter: θ, gradient: g, learningRate: α, slots }) => {
    const accumulator = add(slots.accumulator!, square(g));
    return { parameter: sub(θ, mul(div(g, sqrt(add(accumulator, epsilon))), α)), slots: { accumulator } };
  },
  label: ({ learningRate }) => `${learningRate}`,
});
