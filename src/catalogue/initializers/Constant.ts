import { number } from '../arguments';
import { filled } from '../distributions';
import { initializer } from '../entry';

/** The same number everywhere. Source: keras.initializers.Constant. */
export default initializer('Constant', {
  arguments: { value: number({ default: 0 }) },
  values: ({ value }, shape) => filled(shape, () => value),
});
