import { adaptivePoolingLayer } from '../lib/layers/adaptive';

/**
 * The mean of each window, channel by channel, with windows that are chosen so that there are `outputSize` of them.
 * Shapes: [N, height, width, channels] → [N, …outputSize, channels]. Source: keras.layers.AdaptiveAveragePooling2D.
 */
export default adaptivePoolingLayer('AdaptiveAveragePooling2D', 'average', 2);
