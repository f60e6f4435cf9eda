import { mul, sub } from '../../graph';
import { number } from '../arguments';
import { optimizer } from '../entry';
import adam from './Adam';

/**
 * Adam whose weights also decay by themselves: θ ← θ − αλθ, then Adam's step. The decay stays out of the gradient, whose
 * sizes Adam evens out: that is what an L2 regularizer cannot do.
 * Source: keras.optimizers.AdamW; Loshchilov and Hutter 2019.
 */
export default optimizer('AdamW', {
  arguments: {
    learningRate: adam.arguments.learningRate,
    weightDecay: number({ min: 0, default: 0.004 }),
    beta1: adam.arguments.beta1,
    beta2: adam.arguments.beta2,
    epsilon: adam.arguments.epsilon,
    amsgrad: adam.arguments.amsgrad,
  },
  slots: args => adam.slots(args),
  update: ({ weightDecay: λ, ...args }, now) => {
    const { parameter: θ, learningRate: α } = now;
    return adam.update(args, { ...now, parameter: mul(θ, sub(1, mul(α, λ))) });
  },
  label: ({ learningRate, weightDecay }) => `${learningRate} decay ${weightDecay}`,
});
