import { poolingLayer } from '../lib/layers/pooling';

/**
 * The mean of each window of a volume, channel by channel, without padding.
 * Shapes: [N, depth, height, width, channels] → [N, new depth, new height, new width, channels].
 * Source: keras.layers.AveragePooling3D.
 */
export default poolingLayer('AveragePooling3D', 'average', 3);
