import { broadcastTo, reshape } from '../../graph';
import type { Dim } from '../../graph/types';
import { integer } from '../arguments';
import { checkRank } from '../axes';
import { layer } from '../entry';

/** The row n times, as the steps of a sequence. Shapes: [N, features] → [N, n, features]. Source: keras.layers.RepeatVector. */
export default layer('RepeatVector', {
  family: 'reshape',
  arguments: { n: integer({ min: 1, default: 2 }) },
  inputs: 'one',
  call: ({ n }, [x]) => {
    checkRank('RepeatVector', x!, ['N', 'features']);
    const [batch, features] = x!.shape as [Dim, Dim];
    return broadcastTo(reshape(x!, [batch, 1, features]), [batch, n, features]);
  },
  label: ({ n }) => `× ${n}`,
});
