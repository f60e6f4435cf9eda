import { sub } from '../../graph';
import { layer } from '../entry';
import { anyMask } from '../lib/layers/masking';
import { broadcastShapes, exactlyTwo } from '../lib/layers/merging';

/** y = x₁ − x₂. Shapes: two of [N, …] → the same. Source: keras.layers.Subtract. */
export default layer('Subtract', {
  family: 'merge',
  arguments: {},
  inputs: 'many',
  call: (_, inputs) => {
    const [a, b] = exactlyTwo(broadcastShapes(inputs));
    return sub(a, b);
  },
  mask: anyMask,
  label: () => '',
});
