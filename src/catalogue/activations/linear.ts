import { activation } from '../entry';

/** y = x. Source: keras.activations.linear. */
export default activation('linear', x => x);
