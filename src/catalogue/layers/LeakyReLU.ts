import { cast, maximum, minimum, mul } from '../../graph';
import { inFiles, number } from '../arguments';
import { layer } from '../entry';
import { sameMask } from '../lib/layers/masking';

/**
 * x where x > 0, negativeSlope·x below, so that no unit dies. Shapes: [N, …] → the same. Source:
 * keras.layers.LeakyReLU.
 */
export default layer('LeakyReLU', {
  family: 'activation',
  arguments: {
    // TensorFlow.js and Keras 2 call it alpha.
    negativeSlope: inFiles(number({ min: 0, default: 0.3 }), { to: x => x, from: x => x, name: 'alpha' }),
  },
  inputs: 'one',
  call: ({ negativeSlope }, [input]) => {
    const x = cast(input!, 'float32');
    const below = mul(x, negativeSlope);
    return negativeSlope <= 1 ? maximum(x, below) : minimum(x, below);
  },
  mask: sameMask,
  label: ({ negativeSlope }) => `${negativeSlope}`,
});
