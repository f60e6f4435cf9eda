import { exp } from '../../graph';
import { activation } from '../entry';

/** exp(x). Source: keras.activations.exponential. */
export default activation('exponential', exp);
