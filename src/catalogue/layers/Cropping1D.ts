import { TensorwireError } from '../../errors';
import { slice } from '../../graph';
import { integers } from '../arguments';
import { checkRank } from '../axes';
import { layer } from '../entry';

/**
 * A sequence without its first and last steps. Shapes: [N, steps, features] → [N, steps − first − last, features].
 * Source: keras.layers.Cropping1D.
 */
export default layer('Cropping1D', {
  family: 'reshape',
  arguments: { cropping: integers({ min: 0, length: 2, default: [1, 1] }) },
  inputs: 'one',
  call: ({ cropping: [first, last] }, [x]) => {
    checkRank('Cropping1D', x!, ['N', 'steps', 'features']);
    const steps = x!.shape[1] as number;
    if (first! + last! >= steps)
      throw new TensorwireError(
        'Cropping1D',
        `cropping must leave some of the ${steps} steps, received ${first}, ${last}`,
        {
          argument: 'cropping',
          received: [first, last],
        },
      );
    return slice(x!, 1, first!, steps - last!);
  },
  label: ({ cropping }) => cropping.join(', '),
});
