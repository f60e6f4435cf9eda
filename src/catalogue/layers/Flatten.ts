import { reshape, size } from '../../graph';
import { layer } from '../entry';

/**
 * Combines all axes but the batch, row-major. Shapes: [N, a, b, …] → [N, a·b·…]; [N] → [N, 1]. Source:
 * keras.layers.Flatten.
 */
export default layer('Flatten', {
  family: 'reshape',
  arguments: {},
  inputs: 'one',
  call: (_, [x]) => reshape(x!, [x!.shape[0]!, size(x!.shape.slice(1))]),
  label: () => '',
  // TensorFlow.js does not flatten below rank 3.
  savedAs: (_, x) => (x?.length === 2 ? { className: 'Activation', args: { activation: 'linear' } } : null),
});
