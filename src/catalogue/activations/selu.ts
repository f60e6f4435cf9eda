import { add, exp, minimum, mul, relu, sub } from '../../graph';
import { activation } from '../entry';

const scale = 1.0507009873554805;
const alpha = 1.6732632423543772;

/** scale·(x where x > 0, else alpha·(exp(x) − 1)), which keeps mean 0 and variance 1 (Klambauer et al. 2017). */
export default activation('selu', x => add(mul(relu(x), scale), mul(sub(exp(minimum(x, 0)), 1), scale * alpha)));
