import { tanh } from '../../graph';
import { activation } from '../entry';

/** (exp(x) − exp(−x)) / (exp(x) + exp(−x)). Source: keras.activations.tanh. */
export default activation('tanh', tanh);
