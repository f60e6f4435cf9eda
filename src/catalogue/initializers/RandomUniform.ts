import { number } from '../arguments';
import { between, filled } from '../distributions';
import { initializer } from '../entry';

/** Uniform from minval to maxval. Source: keras.initializers.RandomUniform. */
export default initializer('RandomUniform', {
  arguments: { minval: number({ default: -0.05 }), maxval: number({ default: 0.05 }) },
  values: ({ minval, maxval }, shape, uniform) => filled(shape, between(uniform, minval, maxval)),
});
