import { initializer } from '../entry';
import { fans, scaledNormal } from '../lib/initializers/distributions';

/** Truncated normal, mean 0, variance 2 / (fanIn + fanOut). Source: keras.initializers.GlorotNormal; Glorot and Bengio 2010. */
export default initializer('GlorotNormal', {
  arguments: {},
  values: (_, shape, uniform) => {
    const { fanIn, fanOut } = fans(shape);
    return scaledNormal(shape, 1, (fanIn + fanOut) / 2, uniform);
  },
});
