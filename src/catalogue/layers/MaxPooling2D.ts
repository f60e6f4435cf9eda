import { poolingLayer } from '../lib/layers/pooling';

/**
 * The maximum of each window, channel by channel.
 * Shapes: [N, height, width, channels] → [N, new height, new width, channels]. Source: keras.layers.MaxPooling2D.
 */
export default poolingLayer('MaxPooling2D', 'max', 2);
