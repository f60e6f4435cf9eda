import { initializer } from '../entry';
import { fans, scaledNormal } from '../lib/initializers/distributions';

/** Truncated normal, mean 0, variance 1 / fanIn. Source: keras.initializers.LecunNormal; LeCun et al. 1998. */
export default initializer('LecunNormal', {
  arguments: {},
  values: (_, shape, uniform) => {
    const { fanIn } = fans(shape);
    return scaledNormal(shape, 1, fanIn, uniform);
  },
});
