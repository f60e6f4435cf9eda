import { adaptivePoolingLayer } from '../lib/layers/adaptive';

/**
 * Averages `outputSize` windows along each axis, channel by channel.
 * Shapes: [N, height, width, channels] → [N, …outputSize, channels]. Source: keras.layers.AdaptiveAveragePooling2D.
 */
export default adaptivePoolingLayer('AdaptiveAveragePooling2D', 'average', 2);
