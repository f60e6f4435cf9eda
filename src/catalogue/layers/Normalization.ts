import { add, cast, div, maximum, mul, sqrt, sub } from '../../graph';
import { flag } from '../arguments';
import { layer } from '../entry';
import { alongAxes, axesArgument, axesIn, sizesOf } from '../lib/layers/axes';
import { sameMask } from '../lib/layers/masking';

/** Keras's minimum, so that a constant feature is not divided by 0 */
const LEAST = 1e-7;

/**
 * y = (x − mean)/√variance of each feature along `axis`, with fixed moments; `invert`: the reverse. Here a dataset's
 * pipeline does this; the layer is for models from Keras.
 * Shapes: [N, …, features] → the same; mean and variance [features]. Source: keras.layers.Normalization.
 */
export default layer('Normalization', {
  family: 'normalization',
  arguments: { axis: axesArgument(), invert: flag(false) },
  inputs: 'one',
  mask: sameMask,
  weights({ axis }, x) {
    const shape = sizesOf(x, axesIn(axis, x));
    return {
      mean: { shape, initializer: { className: 'Zeros' }, trainable: false },
      variance: { shape, initializer: { className: 'Ones' }, trainable: false },
    };
  },
  call({ axis, invert }, [input], { mean, variance }) {
    const x = cast(input!, 'float32');
    const along = axesIn(axis, x.shape);
    const [center, width] = [mean!, maximum(sqrt(variance!), LEAST)].map(numbers => alongAxes(numbers, along, x));
    return invert ? add(mul(x, width!), center!) : div(sub(x, center!), width!);
  },
  label: ({ axis, invert }) =>
    [axis.join() !== '-1' && `axis ${axis.join(', ')}`, invert && 'invert'].filter(Boolean).join(', '),
});
