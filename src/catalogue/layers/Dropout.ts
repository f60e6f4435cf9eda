import { cast } from '../../graph';
import { number } from '../arguments';
import { layer } from '../entry';
import { sameMask } from '../masking';
import { dropped, kept } from '../noise';

/**
 * In training sets each element to 0 with probability `rate` and divides the others by 1 − rate, so that the mean stays;
 * otherwise passes its input on. Shapes: [N, …] → the same.
 * Source: keras.layers.Dropout; Srivastava et al. 2014, where 0.5 is the usual rate.
 */
export default layer('Dropout', {
  family: 'dropout',
  arguments: { rate: number({ min: 0, max: 1, default: 0.5 }) },
  inputs: 'one',
  call: ({ rate }, [input], _, { training, random }) => {
    const x = cast(input!, 'float32');
    return training && rate > 0 ? dropped(x, kept(random, x.shape, rate), rate) : x;
  },
  mask: sameMask,
  label: ({ rate }) => `${rate}`,
});
