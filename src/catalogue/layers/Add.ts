import { add } from '../../graph';
import { layer } from '../entry';
import { anyMask } from '../masking';
import { equalShapes } from '../merging';

/** y = x₁ + x₂ + … Shapes: two or more of [N, …] → the same. Source: keras.layers.Add. */
export default layer('Add', {
  family: 'merge',
  arguments: {},
  inputs: 'many',
  call: (_, inputs) => equalShapes('Add', inputs).reduce((sum, x) => add(sum, x)),
  mask: anyMask,
  label: () => '',
});
