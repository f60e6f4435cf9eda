import { initializer } from '../entry';
import { fans, scaledUniform } from '../lib/initializers/distributions';

/** Uniform, mean 0, variance 2 / fanIn. Source: keras.initializers.HeUniform; He et al. 2015. */
export default initializer('HeUniform', {
  arguments: {},
  values: (_, shape, uniform) => {
    const { fanIn } = fans(shape);
    return scaledUniform(shape, 2, fanIn, uniform);
  },
});
