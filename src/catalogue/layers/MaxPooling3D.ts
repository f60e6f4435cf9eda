import { poolingLayer } from '../lib/layers/pooling';

/**
 * The maximum of each window of a volume, channel by channel.
 * Shapes: [N, depth, height, width, channels] → [N, new depth, new height, new width, channels].
 * Source: keras.layers.MaxPooling3D.
 */
export default poolingLayer('MaxPooling3D', 'max', 3);
