import { maximum, minimum } from '../../graph';
import { activation } from '../entry';

/** min(max(x, −1), 1). Source: keras.activations.hard_tanh. */
export default activation('hard_tanh', x => minimum(maximum(x, -1), 1));
