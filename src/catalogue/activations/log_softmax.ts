import { logSoftmax } from '../../graph';
import { activation } from '../entry';

/** log(softmax(x)), without taking the logarithm of a small number. Source: keras.activations.log_softmax. */
export default activation('log_softmax', logSoftmax);
