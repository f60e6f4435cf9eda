import { relu } from '../../graph';
import { constraint } from '../entry';

/** Sets negative weights to 0. Source: keras.constraints.NonNeg. */
export default constraint('NonNeg', { arguments: {}, call: (_, w) => relu(w) });
