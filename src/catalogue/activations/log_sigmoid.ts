import { neg, softplus } from '../../graph';
import { activation } from '../entry';

/** log(sigmoid(x)) = −softplus(−x). Source: keras.activations.log_sigmoid. */
export default activation('log_sigmoid', x => neg(softplus(neg(x))));
