import { cast } from '../../graph';
import { layer } from '../entry';
import { axesArgument, axesIn, unit } from '../lib/layers/axes';
import { sameMask } from '../lib/layers/masking';

/**
 * y = x/√Σx² over `axis`: scales each row to length 1. Shapes: [N, …] → the same. Source:
 * keras.layers.UnitNormalization.
 */
export default layer('UnitNormalization', {
  family: 'normalization',
  arguments: {
    axis: axesArgument(),
  },
  inputs: 'one',
  call: ({ axis }, [x]) => unit(cast(x!, 'float32'), axesIn(axis, x!.shape), 1e-12),
  mask: sameMask,
  label: ({ axis }) => (axis.join() === '-1' ? '' : `axis ${axis.join(', ')}`),
});
