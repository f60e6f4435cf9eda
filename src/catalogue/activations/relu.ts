import { relu } from '../../graph';
import { activation } from '../entry';

/** max(x, 0). Source: keras.activations.relu. */
export default activation('relu', relu);
