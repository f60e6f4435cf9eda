import { globalPoolingLayer } from '../lib/layers/pooling';

/**
 * The maximum of each channel over all steps.
 * Shapes: [N, steps, channels] → [N, channels]; keepdims: [N, 1, channels]. Source: keras.layers.GlobalMaxPooling1D.
 */
export default globalPoolingLayer('GlobalMaxPooling1D', 'max', 1);
