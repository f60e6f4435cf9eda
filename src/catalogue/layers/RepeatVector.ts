import { broadcastTo, reshape } from '../../graph';
import type { Dim } from '../../graph/types';
import { inFiles, integer } from '../arguments';
import { layer } from '../entry';
import { checkRank } from '../lib/layers/axes';

/**
 * Repeats a row as the steps of a sequence. Shapes: [N, features] → [N, repeats, features].
 * Source: keras.layers.RepeatVector, which calls the argument `n`, a name that Node-RED's editor reserves.
 */
export default layer('RepeatVector', {
  family: 'reshape',
  arguments: {
    repeats: inFiles(integer({ min: 1, default: 2 }), { to: n => n, from: n => n, name: 'n' }),
  },
  inputs: 'one',
  call: ({ repeats }, [x]) => {
    checkRank(x!, ['N', 'features']);
    const [batch, features] = x!.shape as [Dim, Dim];
    return broadcastTo(reshape(x!, [batch, 1, features]), [batch, repeats, features]);
  },
  label: ({ repeats }) => `× ${repeats}`,
});
