import { add, cast, mul } from '../../graph';
import { below1, number } from '../arguments';
import { layer } from '../entry';
import { sameMask } from '../lib/layers/masking';
import { kept, keptOr } from '../lib/layers/noise';

/** The limit of selu for very negative numbers: −1.6733 · 1.0507. */
const floor = -1.6732632423543772 * 1.0507009873554805;

/**
 * Dropout for networks with SELU: in training an element becomes selu's lowest value with probability `rate`, and all
 * are scaled and shifted so that mean and variance stay the same. Otherwise it passes its input on.
 * Shapes: [N, …] → the same. Source: keras.layers.AlphaDropout; Klambauer et al. 2017.
 */
export default layer('AlphaDropout', {
  family: 'dropout',
  arguments: { rate: number({ min: 0, max: below1, default: 0.5 }) },
  inputs: 'one',
  call: ({ rate }, [input], _, { training, random }) => {
    const x = cast(input!, 'float32');
    if (!training || rate === 0) return x;
    const scale = 1 / Math.sqrt((1 - rate) * (1 + rate * floor ** 2));
    return add(mul(keptOr(x, kept(random, x.shape, rate), floor), scale), -scale * floor * rate);
  },
  mask: sameMask,
  label: ({ rate }) => `${rate}`,
});
