import { number } from '../arguments';
import { filled, truncatedNormal } from '../distributions';
import { initializer } from '../entry';

/** Normal, values beyond two standard deviations drawn again. Source: keras.initializers.TruncatedNormal. */
export default initializer('TruncatedNormal', {
  arguments: { mean: number({ default: 0 }), stddev: number({ min: 0, default: 0.05 }) },
  values: ({ mean, stddev }, shape, uniform) => filled(shape, truncatedNormal(uniform, mean, stddev)),
});
