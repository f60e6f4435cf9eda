import { minimum, relu } from '../../graph';
import { activation } from '../entry';

/** min(max(x, 0), 6). Source: keras.activations.relu6. */
export default activation('relu6', x => minimum(relu(x), 6));
