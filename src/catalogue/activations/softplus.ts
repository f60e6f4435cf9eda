import { softplus } from '../../graph';
import { activation } from '../entry';

/** log(1 + exp(x)). Source: keras.activations.softplus. */
export default activation('softplus', softplus);
