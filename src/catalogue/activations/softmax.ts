import { softmax } from '../../graph';
import { activation } from '../entry';

/** exp(x) / Σ exp(x) over the last axis: numbers from 0 to 1 that add up to 1. Source: keras.activations.softmax. */
export default activation('softmax', softmax);
