import { add, div } from '../../graph';
import { constraint } from '../entry';
import { normAxes, norms } from '../lib/layers/norms';

/** Scales norms to 1. Source: keras.constraints.UnitNorm. */
export default constraint('UnitNorm', {
  arguments: { axis: normAxes() },
  call: ({ axis }, w) => div(w, add(norms(w, axis), 1e-7)),
});
