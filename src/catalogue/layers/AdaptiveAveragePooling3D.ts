import { adaptivePoolingLayer } from '../lib/layers/adaptive';

/**
 * Averages `outputSize` windows along each axis, channel by channel.
 * Shapes: [N, depth, height, width, channels] → [N, …outputSize, channels]. Source:
 * keras.layers.AdaptiveAveragePooling3D.
 */
export default adaptivePoolingLayer('AdaptiveAveragePooling3D', 'average', 3);
