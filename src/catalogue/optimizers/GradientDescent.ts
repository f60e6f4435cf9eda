import { mul, sub } from '../../graph';
import { number } from '../arguments';
import { optimizer } from '../entry';

/**
 * θ ← θ − α∇J, where ∇J is the gradient over the whole training set: one step per epoch.
 * Source: Cauchy 1847; not in Keras by name (SGD with the batch as large as the data).
 */
export default optimizer('GradientDescent', {
  arguments: { learningRate: number({ min: 0, default: 0.1 }) },
  slots: () => [],
  fullBatch: true,
  update: (_, { parameter: θ, gradient: g, learningRate: α }) => ({ parameter: sub(θ, mul(g, α)), slots: {} }),
  label: ({ learningRate }) => `${learningRate}`,
});
