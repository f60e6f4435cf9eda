import { poolingLayer } from '../lib/layers/pooling';

/**
 * The mean of each window, channel by channel, without padding.
 * Shapes: [N, steps, channels] → [N, new steps, channels]. Source: keras.layers.AveragePooling1D.
 */
export default poolingLayer('AveragePooling1D', 'average', 1);
