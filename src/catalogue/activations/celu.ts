import { add, exp, minimum, relu, sub } from '../../graph';
import { activation } from '../entry';

/** max(x, 0) + min(exp(x) − 1, 0): elu at alpha 1. Source: keras.activations.celu. */
export default activation('celu', x => add(relu(x), sub(exp(minimum(x, 0)), 1)));
