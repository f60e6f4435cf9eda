import { number } from '../arguments';
import { optimizer } from '../entry';
import adam from './Adam';

/**
 * Adam with decoupled weight decay: θ ← θ − αλθ, then Adam's step. The decay is not part of the gradient, which Adam
 * would rescale: an L2 regularizer cannot do this.
 * Source: keras.optimizers.AdamW; Loshchilov and Hutter 2019.
 */
export default optimizer('AdamW', {
  arguments: { ...adam.arguments, weightDecay: number({ min: 0, default: 0.004 }) },
  slots: adam.slots,
  update: adam.update,
  label: ({ learningRate, weightDecay }) => `${learningRate} decay ${weightDecay}`,
});
