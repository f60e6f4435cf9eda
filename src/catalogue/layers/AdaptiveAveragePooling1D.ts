import { adaptivePoolingLayer } from '../lib/layers/adaptive';

/**
 * Averages `outputSize` windows, channel by channel.
 * Shapes: [N, steps, channels] → [N, outputSize, channels]. Source: keras.layers.AdaptiveAveragePooling1D.
 */
export default adaptivePoolingLayer('AdaptiveAveragePooling1D', 'average', 1);
