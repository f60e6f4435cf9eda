import { number } from '../arguments';
import { initializer } from '../entry';
import { filled } from '../lib/initializers/distributions';

/** One number for all weights. Source: keras.initializers.Constant. */
export default initializer('Constant', {
  arguments: { value: number({ default: 0 }) },
  values: ({ value }, shape) => filled(shape, () => value),
});
