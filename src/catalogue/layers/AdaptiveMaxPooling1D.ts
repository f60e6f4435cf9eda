import { adaptivePoolingLayer } from '../lib/layers/adaptive';

/**
 * The maximum of each of `outputSize` windows, channel by channel.
 * Shapes: [N, steps, channels] → [N, outputSize, channels]. Source: keras.layers.AdaptiveMaxPooling1D.
 */
export default adaptivePoolingLayer('AdaptiveMaxPooling1D', 'max', 1);
