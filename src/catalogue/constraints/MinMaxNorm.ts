import { add, maximum, minimum, mul } from '../../graph';
import { number } from '../arguments';
import { constraint } from '../entry';
import { normAxes, norms, rescaled } from '../lib/layers/norms';

/**
 * Keeps norms between minValue and maxValue. `rate` says how far each step moves towards that; 1: completely.
 * Source: keras.constraints.MinMaxNorm.
 */
export default constraint('MinMaxNorm', {
  arguments: {
    minValue: number({ min: 0, default: 0 }),
    maxValue: number({ min: 0, default: 1 }),
    rate: number({ min: 0, max: 1, default: 1 }),
    axis: normAxes(),
  },
  call: ({ minValue, maxValue, rate, axis }, w) => {
    const own = norms(w, axis);
    const inside = minimum(maximum(own, minValue), maxValue);
    return rescaled(w, add(mul(inside, rate), mul(own, 1 - rate)), own);
  },
});
