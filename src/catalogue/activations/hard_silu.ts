import { add, minimum, mul, relu } from '../../graph';
import { activation } from '../entry';

/** x·hard_sigmoid(x). Source: keras.activations.hard_silu. */
export default activation('hard_silu', x => mul(x, mul(minimum(relu(add(x, 3)), 6), 1 / 6)));
