import { add, cast, mul } from '../../graph';
import { below1, number } from '../arguments';
import { layer } from '../entry';
import { sameMask } from '../lib/layers/masking';
import { normal } from '../lib/layers/noise';

/**
 * In training, multiplies by normal numbers of mean 1 and variance rate / (1 − rate), that of Dropout; otherwise passes
 * its input on. Shapes: [N, …] → the same. Source: keras.layers.GaussianDropout; Srivastava et al. 2014, section 10.
 */
export default layer('GaussianDropout', {
  family: 'dropout',
  arguments: { rate: number({ min: 0, max: below1, default: 0.5 }) },
  inputs: 'one',
  call: ({ rate }, [input], _, { training, random }) => {
    const x = cast(input!, 'float32');
    if (!training || rate === 0) return x;
    return mul(x, add(mul(normal(random, x.shape), Math.sqrt(rate / (1 - rate))), 1));
  },
  mask: sameMask,
  label: ({ rate }) => `${rate}`,
});
