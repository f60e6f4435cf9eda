import { integer, number, optionalNumber } from '../arguments';
import { schedule } from '../entry';

/**
 * r₀·((1 − α)·mⁱ·(1 + cos(π·f))/2 + α), where f is the completed fraction of period i. The first period takes T steps,
 * each later one `tMul` times as many, and starts at `mMul` times the height. Loshchilov and Hutter 2016 (SGDR).
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

/** The period that contains a time (in units of the first period), and the fraction of it that is completed. */
function place(time: number, tMul: number): { restart: number; done: number } {
  if (tMul === 1) return { restart: Math.floor(time), done: time % 1 };
  const begin = (restart: number) => (tMul ** restart - 1) / (tMul - 1);
  const found = Math.floor(Math.log1p(time * (tMul - 1)) / Math.log(tMul));
  const restart = begin(found + 1) <= time ? found + 1 : found; // the logarithm was just below the whole number
  return { restart, done: (time - begin(restart)) / tMul ** restart };
}
