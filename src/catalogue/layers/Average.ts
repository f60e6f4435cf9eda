import { add, cast, mul } from '../../graph';
import { layer } from '../entry';
import { anyMask } from '../lib/layers/masking';
import { broadcastShapes } from '../lib/layers/merging';

/** y = (x₁ + x₂ + …) / n. Shapes: two or more of [N, …] → the same; sizes of 1 broadcast. Source: keras.layers.Average. */
export default layer('Average', {
  family: 'merge',
  arguments: {},
  inputs: 'many',
  call: (_, inputs) => {
    const sum = broadcastShapes(inputs).reduce((y, x) => add(y, x));
    return mul(cast(sum, 'float32'), 1 / inputs.length);
  },
  mask: anyMask,
  label: () => '',
});
