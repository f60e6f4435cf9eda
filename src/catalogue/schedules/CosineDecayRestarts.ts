import { integer, number, optionalNumber } from '../arguments';
import { schedule } from '../entry';

/**
 * r₀·((1 − α)·mⁱ·(1 + cos(π·f))/2 + α) with f the part of restart i that is done: the first takes T steps, each later one
 * `tMul` times as many, from `mMul` times the height.
 * Loshchilov and Hutter 2016 (SGDR).
 * Source: keras.optimizers.schedules.CosineDecayRestarts.
 */
export default schedule('CosineDecayRestarts', {
  arguments: {
    initialLearningRate: optionalNumber({ min: 0 }),
    firstDecaySteps: integer({ min: 1, default: 1000 }),
    tMul: number({ min: 1, default: 2 }),
    mMul: number({ min: 0, default: 1 }),
    alpha: number({ min: 0, max: 1, default: 0 }),
  },
  rate: ({ initialLearningRate, firstDecaySteps, tMul, mMul, alpha }, step, learningRate) => {
    const { restart, done } = place(step / firstDecaySteps, tMul);
    const height = 0.5 * mMul ** restart * (1 + Math.cos(Math.PI * done));
    return (initialLearningRate ?? learningRate) * ((1 - alpha) * height + alpha);
  },
});

/** Where a time (first restart = 1) falls: which restart, and the part of it that is done. */
function place(time: number, tMul: number): { restart: number; done: number } {
  if (tMul === 1) return { restart: Math.floor(time), done: time % 1 };
  const begin = (restart: number) => (tMul ** restart - 1) / (tMul - 1);
  const found = Math.floor(Math.log1p(time * (tMul - 1)) / Math.log(tMul));
  const restart = begin(found + 1) <= time ? found + 1 : found; // a logarithm just below the whole number
  return { restart, done: (time - begin(restart)) / tMul ** restart };
}
