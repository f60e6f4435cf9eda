import { add } from '../../graph';
import { layer } from '../entry';
import { anyMask } from '../lib/layers/masking';
import { broadcastShapes } from '../lib/layers/merging';

/** y = x₁ + x₂ + … Shapes: two or more of [N, …] → the same; sizes of 1 broadcast. Source: keras.layers.Add. */
export default layer('Add', {
  family: 'merge',
  arguments: {},
  inputs: 'many',
  call: (_, inputs) => broadcastShapes(inputs).reduce((sum, x) => add(sum, x)),
  mask: anyMask,
  label: () => '',
});
