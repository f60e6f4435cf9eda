import { integer, number, optionalNumber } from '../arguments';
import { schedule } from '../entry';

/**
 * r·((1 − α)·(1 + cos(π·t/T))/2 + α), and r·α after T steps, starting at r = r₀. With `warmupTarget` the rate first
 * goes linearly from r₀ to the target in `warmupSteps`, and then decays from there in T steps. Loshchilov and Hutter
 * 2016.
 * Source: keras.optimizers.schedules.CosineDecay.
 */
export default schedule('CosineDecay', {
  arguments: {
    initialLearningRate: optionalNumber({ min: 0 }),
    decaySteps: integer({ min: 1, default: 1000 }),
    alpha: number({ min: 0, max: 1, default: 0 }),
    warmupTarget: optionalNumber({ min: 0 }),
    warmupSteps: integer({ min: 0, default: 0 }),
  },
  rate: ({ initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps }, step, learningRate) => {
    const first = initialLearningRate ?? learningRate;
    const warming = warmupTarget === null ? 0 : warmupSteps;
    if (warmupTarget !== null && step < warming) return first + (warmupTarget - first) * (step / warming);
    const done = Math.min(step - warming, decaySteps) / decaySteps;
    return (warmupTarget ?? first) * ((1 - alpha) * 0.5 * (1 + Math.cos(Math.PI * done)) + alpha);
  },
});
