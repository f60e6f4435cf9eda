import { abs, add, cast, div, mul, sizeOf, square, sum } from '../../graph';
import { number } from '../arguments';
import { layer } from '../entry';
import { sameMask } from '../lib/layers/masking';

/**
 * Passes its input on and adds l1·Σ|x| + l2·Σx², averaged over the batch, to the loss: it keeps activations small or
 * sparse. Shapes: [N, …] → the same. Source: keras.layers.ActivityRegularization.
 */
export default layer('ActivityRegularization', {
  family: 'dropout',
  arguments: { l1: number({ min: 0, default: 0 }), l2: number({ min: 0, default: 0 }) },
  inputs: 'one',
  call: ({ l1, l2 }, [input], _, { penalty }) => {
    const x = cast(input!, 'float32');
    if (l1 > 0 || l2 > 0) {
      const size = add(mul(sum(abs(x)), l1), mul(sum(square(x)), l2));
      penalty(div(size, sizeOf(x.shape[0]!)));
    }
    return x;
  },
  mask: sameMask,
  label: ({ l1, l2 }) => [l1 > 0 && `L1 ${l1}`, l2 > 0 && `L2 ${l2}`].filter(Boolean).join(' '),
});
