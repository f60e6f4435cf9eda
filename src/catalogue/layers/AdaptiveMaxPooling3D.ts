import { adaptivePoolingLayer } from '../lib/layers/adaptive';

/**
 * The maximum of each of `outputSize` windows along each axis, channel by channel.
 * Shapes: [N, depth, height, width, channels] → [N, …outputSize, channels]. Source: keras.layers.AdaptiveMaxPooling3D.
 */
export default adaptivePoolingLayer('AdaptiveMaxPooling3D', 'max', 3);
