import { integer } from '../arguments';
import { layer } from '../entry';
import { checkRank } from '../lib/layers/axes';
import { repeated } from '../lib/layers/sampling';

/**
 * Repeats each step `size` times. Shapes: [N, steps, features] → [N, steps·size, features]. Source:
 * keras.layers.UpSampling1D.
 */
export default layer('UpSampling1D', {
  family: 'reshape',
  arguments: { size: integer({ min: 1, default: 2 }) },
  inputs: 'one',
  call: ({ size }, [x]) => {
    checkRank(x!, ['N', 'steps', 'features']);
    return repeated(x!, 1, size);
  },
  label: ({ size }) => `× ${size}`,
});
