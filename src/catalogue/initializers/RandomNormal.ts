import { number } from '../arguments';
import { initializer } from '../entry';
import { filled, normal } from '../lib/initializers/distributions';

/** Normal. Source: keras.initializers.RandomNormal. */
export default initializer('RandomNormal', {
  arguments: { mean: number({ default: 0 }), stddev: number({ min: 0, default: 0.05 }) },
  values: ({ mean, stddev }, shape, uniform) => filled(shape, normal(uniform, mean, stddev)),
});
