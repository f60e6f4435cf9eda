import { adaptivePoolingLayer } from '../lib/layers/adaptive';

/**
 * The largest element of each window, channel by channel, with windows that are chosen so that there are `outputSize` of them.
 * Shapes: [N, steps, channels] → [N, outputSize, channels]. Source: keras.layers.AdaptiveMaxPooling1D.
 */
export default adaptivePoolingLayer('AdaptiveMaxPooling1D', 'max', 1);
