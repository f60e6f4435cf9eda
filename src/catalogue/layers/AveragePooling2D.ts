import { poolingLayer } from '../lib/layers/pooling';

/**
 * The mean of each window, channel by channel, without padding.
 * Shapes: [N, height, width, channels] → [N, new height, new width, channels]. Source: keras.layers.AveragePooling2D.
 */
export default poolingLayer('AveragePooling2D', 'average', 2);
