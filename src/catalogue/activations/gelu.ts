import { add, erf, mul } from '../../graph';
import { activation } from '../entry';

/** x·Φ(x) = x·(1 + erf(x/√2))/2: the exact form, Keras's default. Source: keras.activations.gelu. */
export default activation('gelu', x => mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1)));
