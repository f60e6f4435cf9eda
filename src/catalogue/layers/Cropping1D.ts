import { integers } from '../arguments';
import { layer } from '../entry';
import { checkRank } from '../lib/layers/axes';
import { cropped } from '../lib/layers/padding-cropping';

/**
 * Removes the first and last steps of a sequence. Shapes: [N, steps, features] → [N, steps − first − last, features].
 * Source: keras.layers.Cropping1D.
 */
export default layer('Cropping1D', {
  family: 'reshape',
  arguments: { cropping: integers({ min: 0, length: 2, default: [1, 1] }) },
  inputs: 'one',
  call: ({ cropping: [first, last] }, [x]) => {
    checkRank(x!, ['N', 'steps', 'features']);
    return cropped(x!, 1, first!, last!);
  },
  label: ({ cropping }) => cropping.join(', '),
});
