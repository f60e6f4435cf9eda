import { sub, tanh } from '../../graph';
import { activation } from '../entry';

/** x − tanh(x). Source: keras.activations.tanh_shrink. */
export default activation('tanh_shrink', x => sub(x, tanh(x)));
