import { Problem } from '../../errors';
import { integers, numbers } from '../arguments';
import { schedule } from '../entry';

/**
 * values[i] up to and including step boundaries[i], the last value after the last boundary. The optimizer's rate is
 * ignored. Source: keras.optimizers.schedules.PiecewiseConstantDecay.
 */
export default schedule('PiecewiseConstantDecay', {
  arguments: {
    boundaries: integers({ min: 0, default: [1000, 2000] }),
    values: numbers({ min: 0, default: [0.01, 0.001, 0.0001] }),
  },
  check({ boundaries, values }) {
    if (values.length !== boundaries.length + 1)
      throw new Problem(
        `values must be one more than boundaries, received ${values.length} values and ${boundaries.length} boundaries`,
        { argument: 'values' },
      );
    if (boundaries.some((boundary, i) => i > 0 && boundary <= boundaries[i - 1]!))
      throw new Problem(`boundaries must rise, received ${boundaries.join(', ')}`, {
        argument: 'boundaries',
      });
  },
  rate: ({ boundaries, values }, step) => values[boundaries.filter(boundary => step > boundary).length]!,
});
