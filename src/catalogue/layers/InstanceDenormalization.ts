import { Problem } from '../../errors';
import { add, cast, mean, mul, reshape, slice, sqrt, square, sub } from '../../graph';
import { integer, number } from '../arguments';
import { layer } from '../entry';
import { checkRank } from '../lib/layers/axes';
import { exactlyTwo } from '../lib/layers/merging';

/**
 * y = x·√(σ² + ε) + μ, where μ and σ² are the mean and variance over the steps of one channel of the window, which is the second
 * input: gives a forecast the level and the spread that InstanceNormalization took away. Shapes: [N, numbers],
 * [N, steps, channels] → [N, numbers]. Source: RevIN (Kim et al. 2022), without its affine part.
 */
export default layer('InstanceDenormalization', {
  family: 'merge',
  arguments: {
    channel: integer({ min: 0, default: 0 }),
    epsilon: number({ min: 0, default: 0.00001 }),
  },
  inputs: 'many',
  call: ({ channel, epsilon }, inputs) => {
    const [x, window] = exactlyTwo(inputs.map(input => cast(input, 'float32')));
    checkRank(x, ['N', 'numbers']);
    checkRank(window, ['N', 'steps', 'channels']);
    const channels = window.shape[2] as number;
    if (channel >= channels)
      throw new Problem(`channel must be below the ${channels} channels of the second input, received ${channel}`, {
        argument: 'channel',
        received: channel,
      });
    const own = reshape(slice(window, 2, channel, channel + 1), [window.shape[0]!, window.shape[1]!]);
    const level = mean(own, [1], true);
    const variance = mean(square(sub(own, level)), [1], true);
    return add(mul(x, sqrt(add(variance, epsilon))), level);
  },

  label: ({ channel }) => `channel ${channel}`,
});
