import { number } from '../arguments';
import { initializer } from '../entry';
import { between, filled } from '../lib/initializers/distributions';

/** Uniform from minval to maxval. Source: keras.initializers.RandomUniform. */
export default initializer('RandomUniform', {
  arguments: { minval: number({ default: -0.05 }), maxval: number({ default: 0.05 }) },
  values: ({ minval, maxval }, shape, uniform) => filled(shape, between(uniform, minval, maxval)),
});
