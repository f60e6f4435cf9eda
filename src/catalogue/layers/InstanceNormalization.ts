import { add, cast, div, mean, sqrt, square, sub } from '../../graph';
import { number } from '../arguments';
import { layer } from '../entry';
import { checkRank } from '../lib/layers/axes';

/**
 * y = (x − μ)/√(σ² + ε), where μ and σ² are the mean and variance of each channel over the steps of the row: what remains is the
 * shape of a window, whatever its level and spread. InstanceDenormalization reverses it. Shapes: [N, steps, channels] → the same.
 * Source: RevIN (Kim et al. 2022, "Reversible Instance Normalization"), without its affine part; torch.nn.InstanceNorm1d.
 */
export default layer('InstanceNormalization', {
  family: 'normalization',
  arguments: {
    epsilon: number({ min: 0, default: 0.00001 }),
  },
  inputs: 'one',
  call: ({ epsilon }, [input]) => {
    checkRank(input!, ['N', 'steps', 'channels']);
    const x = cast(input!, 'float32');
    const centered = sub(x, mean(x, [1], true));
    return div(centered, sqrt(add(mean(square(centered), [1], true), epsilon)));
  },
  label: () => '',
});
