import { initializer } from '../entry';
import { fans, scaledUniform } from '../lib/initializers/distributions';

/** Uniform, mean 0, variance 2 / (fanIn + fanOut). Source: keras.initializers.GlorotUniform; Glorot and Bengio 2010. */
export default initializer('GlorotUniform', {
  arguments: {},
  values: (_, shape, uniform) => {
    const { fanIn, fanOut } = fans(shape);
    return scaledUniform(shape, 1, (fanIn + fanOut) / 2, uniform);
  },
});
