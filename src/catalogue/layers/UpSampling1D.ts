import { broadcastTo, reshape } from '../../graph';
import type { Dim } from '../../graph/types';
import { integer } from '../arguments';
import { checkRank } from '../axes';
import { layer } from '../entry';

/** Each step of a sequence `size` times. Shapes: [N, steps, features] → [N, steps·size, features]. Source: keras.layers.UpSampling1D. */
export default layer('UpSampling1D', {
  family: 'reshape',
  arguments: { size: integer({ min: 1, default: 2 }) },
  inputs: 'one',
  call: ({ size }, [x]) => {
    checkRank('UpSampling1D', x!, ['N', 'steps', 'features']);
    const [batch, steps, features] = x!.shape as [Dim, number, number];
    const each = broadcastTo(reshape(x!, [batch, steps, 1, features]), [batch, steps, size, features]);
    return reshape(each, [batch, steps * size, features]);
  },
  label: ({ size }) => `× ${size}`,
});
