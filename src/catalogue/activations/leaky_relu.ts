import { maximum, mul } from '../../graph';
import { activation } from '../entry';

/** x where x > 0, else 0.2·x (Keras's slope). Source: keras.activations.leaky_relu. */
export default activation('leaky_relu', x => maximum(x, mul(x, 0.2)));
