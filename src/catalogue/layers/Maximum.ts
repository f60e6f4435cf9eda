import { maximum } from '../../graph';
import { layer } from '../entry';
import { anyMask } from '../lib/layers/masking';
import { broadcastShapes } from '../lib/layers/merging';

/** y = max(x₁, x₂, …), element by element. Shapes: two or more of [N, …] → the same; sizes of 1 broadcast. Source: keras.layers.Maximum. */
export default layer('Maximum', {
  family: 'merge',
  arguments: {},
  inputs: 'many',
  call: (_, inputs) => broadcastShapes(inputs).reduce((y, x) => maximum(y, x)),
  mask: anyMask,
  label: () => '',
});
