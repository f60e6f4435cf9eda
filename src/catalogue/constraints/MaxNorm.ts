import { minimum } from '../../graph';
import { number } from '../arguments';
import { constraint } from '../entry';
import { normAxes, norms, rescaled } from '../lib/layers/norms';

/** Limits norms to maxValue: longer vectors are scaled down. Source: keras.constraints.MaxNorm. */
export default constraint('MaxNorm', {
  arguments: { maxValue: number({ min: 0, default: 2 }), axis: normAxes() },
  call: ({ maxValue, axis }, w) => {
    const own = norms(w, axis);
    return rescaled(w, minimum(own, maxValue), own);
  },
});
