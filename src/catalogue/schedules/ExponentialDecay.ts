import { flag, integer, number, optionalNumber } from '../arguments';
import { schedule } from '../entry';

/**
 * r₀·d^(t/T): over T steps the rate is multiplied by d; with `staircase`, in one step.
 * Source: keras.optimizers.schedules.ExponentialDecay.
 */
export default schedule('ExponentialDecay', {
  arguments: {
    initialLearningRate: optionalNumber({ min: 0 }),
    decaySteps: integer({ min: 1, default: 1000 }),
    decayRate: number({ min: 0, default: 0.96 }),
    staircase: flag(false),
  },
  rate: ({ initialLearningRate, decaySteps, decayRate, staircase }, step, learningRate) => {
    const p = step / decaySteps;
    return (initialLearningRate ?? learningRate) * decayRate ** (staircase ? Math.floor(p) : p);
  },
});
