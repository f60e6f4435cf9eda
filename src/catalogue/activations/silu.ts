import { mul, sigmoid } from '../../graph';
import { activation } from '../entry';

/** x·sigmoid(x), also called swish. Source: keras.activations.silu. */
export default activation('silu', x => mul(x, sigmoid(x)));
