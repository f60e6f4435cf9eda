import { initializer } from '../entry';
import { fans, scaledUniform } from '../lib/initializers/distributions';

/** Uniform, mean 0, variance 1 / fanIn. Source: keras.initializers.LecunUniform; LeCun et al. 1998. */
export default initializer('LecunUniform', {
  arguments: {},
  values: (_, shape, uniform) => {
    const { fanIn } = fans(shape);
    return scaledUniform(shape, 1, fanIn, uniform);
  },
});
