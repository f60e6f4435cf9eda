import { globalPoolingLayer } from '../lib/layers/pooling';

/**
 * The mean of each channel over all steps.
 * Shapes: [N, steps, channels] → [N, channels]; keepdims: [N, 1, channels]. Source: keras.layers.GlobalAveragePooling1D.
 */
export default globalPoolingLayer('GlobalAveragePooling1D', 'average', 1);
