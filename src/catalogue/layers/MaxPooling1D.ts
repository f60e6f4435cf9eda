import { poolingLayer } from '../lib/layers/pooling';

/**
 * The maximum of each window, channel by channel.
 * Shapes: [N, steps, channels] → [N, new steps, channels]. Source: keras.layers.MaxPooling1D.
 */
export default poolingLayer('MaxPooling1D', 'max', 1);
