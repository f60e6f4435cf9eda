import { add, mul, sqrt, square } from '../../graph';
import { activation } from '../entry';

/** (x + √(x² + 4)) / 2. Source: keras.activations.squareplus. */
export default activation('squareplus', x => mul(add(x, sqrt(add(square(x), 4))), 0.5));
