import { add, exp, minimum, relu, sub } from '../../graph';
import { activation } from '../entry';

/** x where x > 0, else exp(x) − 1; exp sees min(x, 0), so that it and its gradient stay finite. Source: keras.activations.elu. */
export default activation('elu', x => add(relu(x), sub(exp(minimum(x, 0)), 1)));
