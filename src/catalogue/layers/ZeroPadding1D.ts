import { cast, pad } from '../../graph';
import { integers } from '../arguments';
import { layer } from '../entry';
import { checkRank } from '../lib/layers/axes';

/**
 * Adds zeros before and after a sequence. Shapes: [N, steps, features] → [N, before + steps + after, features].
 * Source: keras.layers.ZeroPadding1D.
 */
export default layer('ZeroPadding1D', {
  family: 'reshape',
  arguments: { padding: integers({ min: 0, length: 2, default: [1, 1] }) },
  inputs: 'one',
  call: ({ padding: [before, after] }, [x]) => {
    checkRank(x!, ['N', 'steps', 'features']);
    return pad(cast(x!, 'float32'), 1, before!, after!);
  },
  label: ({ padding }) => padding.join(', '),
});
