import { flag, integer, number, optionalNumber } from '../arguments';
import { schedule } from '../entry';

/**
 * (r₀ − r₁)·(1 − t/T)ᵖ + r₁, and r₁ after T steps. With `cycle`, T grows to its next multiple instead, so that the rate
 * rises again. Source: keras.optimizers.schedules.PolynomialDecay.
 */
export default schedule('PolynomialDecay', {
  arguments: {
    initialLearningRate: optionalNumber({ min: 0 }),
    decaySteps: integer({ min: 1, default: 1000 }),
    endLearningRate: number({ min: 0, default: 0.0001 }),
    power: number({ min: 0, default: 1 }),
    cycle: flag(false),
  },
  rate: ({ initialLearningRate, decaySteps, endLearningRate, power, cycle }, step, learningRate) => {
    const length = cycle ? decaySteps * Math.max(1, Math.ceil(step / decaySteps)) : decaySteps;
    const left = 1 - Math.min(step, length) / length;
    return ((initialLearningRate ?? learningRate) - endLearningRate) * left ** power + endLearningRate;
  },
});
