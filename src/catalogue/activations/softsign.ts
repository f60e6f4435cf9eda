import { abs, add, div } from '../../graph';
import { activation } from '../entry';

/** x / (1 + |x|). Source: keras.activations.softsign. */
export default activation('softsign', x => div(x, add(abs(x), 1)));
