import { sigmoid } from '../../graph';
import { activation } from '../entry';

/** 1 / (1 + exp(−x)). Source: keras.activations.sigmoid. */
export default activation('sigmoid', sigmoid);
