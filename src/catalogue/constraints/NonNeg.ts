import { relu } from '../../graph';
import { constraint } from '../entry';

/** No weight below 0: those that would be are 0. Source: keras.constraints.NonNeg. */
export default constraint('NonNeg', { arguments: {}, call: (_, w) => relu(w) });
