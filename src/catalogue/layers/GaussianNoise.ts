import { add, cast, mul } from '../../graph';
import { number } from '../arguments';
import { layer } from '../entry';
import { sameMask } from '../lib/layers/masking';
import { normal } from '../lib/layers/noise';

/**
 * In training, adds normal numbers of mean 0 and the given standard deviation; otherwise passes its input on.
 * Shapes: [N, …] → the same. Source: keras.layers.GaussianNoise.
 */
export default layer('GaussianNoise', {
  family: 'dropout',
  arguments: { stddev: number({ min: 0, default: 0.1 }) },
  inputs: 'one',
  call: ({ stddev }, [input], _, { training, random }) => {
    const x = cast(input!, 'float32');
    return training && stddev > 0 ? add(x, mul(normal(random, x.shape), stddev)) : x;
  },
  mask: sameMask,
  label: ({ stddev }) => `${stddev}`,
});
