import { globalPoolingLayer } from '../lib/layers/pooling';

/**
 * The maximum of each channel over the whole image.
 * Shapes: [N, height, width, channels] → [N, channels]; keepdims: [N, 1, 1, channels].
 * Source: keras.layers.GlobalMaxPooling2D.
 */
export default globalPoolingLayer('GlobalMaxPooling2D', 'max', 2);
