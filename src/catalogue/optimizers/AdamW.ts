import { number } from '../arguments';
import { optimizer } from '../entry';
import adam from './Adam';

/**
 * Adam whose weights also decay by themselves: θ ← θ − αλθ, then Adam's step. The decay stays out of the gradient, whose
 * sizes Adam evens out: that is what an L2 regularizer cannot do.
 * Source: keras.optimizers.AdamW; Loshchilov and Hutter 2019.
 */
export default optimizer('AdamW', {
  arguments: { ...adam.arguments, weightDecay: number({ min: 0, default: 0.004 }) },
  slots: adam.slots,
  update: adam.update,
  label: ({ learningRate, weightDecay }) => `${learningRate} decay ${weightDecay}`,
});
