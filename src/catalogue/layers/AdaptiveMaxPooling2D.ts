import { adaptivePoolingLayer } from '../lib/layers/adaptive';

/**
 * The maximum of each of `outputSize` windows along each axis, channel by channel.
 * Shapes: [N, height, width, channels] → [N, …outputSize, channels]. Source: keras.layers.AdaptiveMaxPooling2D.
 */
export default adaptivePoolingLayer('AdaptiveMaxPooling2D', 'max', 2);
