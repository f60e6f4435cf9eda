import { adaptivePoolingLayer } from '../lib/layers/adaptive';

/**
 * The mean of each window, channel by channel, with windows that are chosen so that there are `outputSize` of them.
 * Shapes: [N, steps, channels] → [N, outputSize, channels]. Source: keras.layers.AdaptiveAveragePooling1D.
 */
export default adaptivePoolingLayer('AdaptiveAveragePooling1D', 'average', 1);
