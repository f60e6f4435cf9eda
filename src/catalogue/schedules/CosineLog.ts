import { integer } from '../arguments';
import { schedule } from '../entry';

/**
 * r·(½ − ½·cos(2π·log₂(1 + (2ᶜ − 1)·t/T))), r being the optimizer's rate and T all steps of the training: c cosine waves, each
 * twice as long as the one before, each from 0 up to r and back.
 * Source: the schedule coslog_c of RealMLP (Holzmüller, Grinsztajn and Steinwart 2024), which takes 4 waves.
 */
export default schedule('CosineLog', {
  arguments: { cycles: integer({ min: 1, max: 30, default: 4 }) },
  rate: ({ cycles }, step, learningRate, steps) => {
    const wave = Math.log2(1 + (2 ** cycles - 1) * Math.min(1, step / steps));
    return learningRate * (0.5 - 0.5 * Math.cos(2 * Math.PI * wave));
  },
});
