import { cast, greaterEqual, mul } from '../../graph';
import { number } from '../arguments';
import { layer } from '../entry';

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
    if (!training || rate === 0) return x;
    const kept = cast(greaterEqual(random(x.shape), rate), 'float32');
    return mul(x, rate === 1 ? mul(kept, 0) : mul(kept, 1 / (1 - rate)));
  },
  label: ({ rate }) => `${rate}`,
});
