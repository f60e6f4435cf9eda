import { add, minimum, mul, relu } from '../../graph';
import { activation } from '../entry';

/** min(max(x + 3, 0), 6) / 6: Keras 3's form (TensorFlow.js has Keras 2's, 0.2·x + 0.5). Source: keras.activations.hard_sigmoid. */
export default activation('hard_sigmoid', x => mul(minimum(relu(add(x, 3)), 6), 1 / 6));
