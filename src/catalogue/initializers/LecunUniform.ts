import { fans, scaledUniform } from '../distributions';
import { initializer } from '../entry';

/** Uniform, mean 0, variance 1 / fanIn. Source: keras.initializers.LecunUniform; LeCun et al. 1998. */
export default initializer('LecunUniform', {
  arguments: {},
  values: (_, shape, uniform) => {
    const { fanIn } = fans(shape);
    return scaledUniform(shape, 1, fanIn, uniform);
  },
});
