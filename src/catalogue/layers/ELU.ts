import { add, cast, exp, minimum, mul, relu, sub } from '../../graph';
import { number } from '../arguments';
import { layer } from '../entry';
import { sameMask } from '../lib/layers/masking';

/**
 * x where x > 0, alpha·(eˣ − 1) below. Shapes: [N, …] → the same.
 * Source: keras.layers.ELU; Clevert, Unterthiner and Hochreiter 2016.
 */
export default layer('ELU', {
  family: 'activation',
  arguments: { alpha: number({ default: 1 }) },
  inputs: 'one',
  call: ({ alpha }, [input]) => {
    const x = cast(input!, 'float32');
    return add(relu(x), mul(sub(exp(minimum(x, 0)), 1), alpha)); // exp sees min(x, 0): no overflow
  },
  mask: sameMask,
  label: ({ alpha }) => `${alpha}`,
});
