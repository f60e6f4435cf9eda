import { number } from '../arguments';
import { initializer } from '../entry';
import { filled, truncatedNormal } from '../lib/initializers/distributions';

/** Normal; values beyond two standard deviations are drawn again. Source: keras.initializers.TruncatedNormal. */
export default initializer('TruncatedNormal', {
  arguments: { mean: number({ default: 0 }), stddev: number({ min: 0, default: 0.05 }) },
  values: ({ mean, stddev }, shape, uniform) => filled(shape, truncatedNormal(uniform, mean, stddev)),
});
