import { mul } from '../../graph';
import { layer } from '../entry';
import { anyMask } from '../lib/layers/masking';
import { broadcastShapes } from '../lib/layers/merging';

/** y = x₁ · x₂ · …, element by element. Shapes: two or more of [N, …] → the same; sizes of 1 broadcast. Source: keras.layers.Multiply. */
export default layer('Multiply', {
  family: 'merge',
  arguments: {},
  inputs: 'many',
  call: (_, inputs) => broadcastShapes(inputs).reduce((y, x) => mul(y, x)),
  mask: anyMask,
  label: () => '',
});
