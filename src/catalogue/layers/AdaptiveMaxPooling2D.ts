import { adaptivePoolingLayer } from '../lib/layers/adaptive';

/**
 * The largest element of each window, channel by channel, with windows that are chosen so that there are `outputSize` of them.
 * Shapes: [N, height, width, channels] → [N, …outputSize, channels]. Source: keras.layers.AdaptiveMaxPooling2D.
 */
export default adaptivePoolingLayer('AdaptiveMaxPooling2D', 'max', 2);
