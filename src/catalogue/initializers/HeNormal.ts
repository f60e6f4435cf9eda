import { initializer } from '../entry';
import { fans, scaledNormal } from '../lib/initializers/distributions';

/** Truncated normal, mean 0, variance 2 / fanIn. Source: keras.initializers.HeNormal; He et al. 2015. */
export default initializer('HeNormal', {
  arguments: {},
  values: (_, shape, uniform) => {
    const { fanIn } = fans(shape);
    return scaledNormal(shape, 2, fanIn, uniform);
  },
});
