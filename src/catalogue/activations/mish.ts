import { mul, softplus, tanh } from '../../graph';
import { activation } from '../entry';

/** x·tanh(softplus(x)). Source: keras.activations.mish. */
export default activation('mish', x => mul(x, tanh(softplus(x))));
