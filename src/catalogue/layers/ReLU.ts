import { cast, greater, maximum, minimum, mul, relu, sub } from '../../graph';
import { number, optionalNumber } from '../arguments';
import { layer } from '../entry';
import { sameMask } from '../lib/layers/masking';

/**
 * x where x > threshold, limited to maxValue; negativeSlope·(x − threshold) below. Shapes: [N, …] → the same.
 * Source: keras.layers.ReLU.
 */
export default layer('ReLU', {
  family: 'activation',
  arguments: {
    maxValue: optionalNumber({ min: 0 }),
    negativeSlope: number({ min: 0, default: 0 }),
    threshold: number({ min: 0, default: 0 }),
  },
  inputs: 'one',
  call: ({ maxValue, negativeSlope, threshold }, [input]) => {
    const x = cast(input!, 'float32');
    const above = threshold === 0 ? relu(x) : mul(x, cast(greater(x, threshold), 'float32'));
    const cut = maxValue === null ? above : maximum(minimum(above, maxValue), 0);
    return negativeSlope === 0 ? cut : sub(cut, mul(relu(sub(threshold, x)), negativeSlope));
  },
  mask: sameMask,
  label: ({ maxValue, negativeSlope, threshold }) =>
    [
      maxValue !== null && `up to ${maxValue}`,
      negativeSlope > 0 && `slope ${negativeSlope}`,
      threshold > 0 && `above ${threshold}`,
    ]
      .filter(Boolean)
      .join(', '),
  // TensorFlow.js supports only maxValue.
  savedAs: ({ maxValue, negativeSlope, threshold }) =>
    negativeSlope > 0 && maxValue === null && threshold === 0
      ? { className: 'LeakyReLU', args: { negativeSlope } }
      : null,
});
