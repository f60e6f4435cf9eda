import { logSoftmax } from '../../graph';
import { activation } from '../entry';

/** log(softmax(x)), computed without the logarithm of a small number. Source: keras.activations.log_softmax. */
export default activation('log_softmax', logSoftmax);
