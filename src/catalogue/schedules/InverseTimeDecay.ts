import { flag, integer, number, optionalNumber } from '../arguments';
import { schedule } from '../entry';

/**
 * r₀/(1 + d·t/T); with `staircase`, r₀/(1 + d·⌊t/T⌋).
 * Source: keras.optimizers.schedules.InverseTimeDecay.
 */
export default schedule('InverseTimeDecay', {
  arguments: {
    initialLearningRate: optionalNumber({ min: 0 }),
    decaySteps: integer({ min: 1, default: 1000 }),
    decayRate: number({ min: 0, default: 0.96 }),
    staircase: flag(false),
  },
  rate: ({ initialLearningRate, decaySteps, decayRate, staircase }, step, learningRate) => {
    const p = step / decaySteps;
    return (initialLearningRate ?? learningRate) / (1 + decayRate * (staircase ? Math.floor(p) : p));
  },
});
