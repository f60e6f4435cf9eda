import { globalPoolingLayer } from '../lib/layers/pooling';

/**
 * The mean of each channel over the whole image.
 * Shapes: [N, height, width, channels] → [N, channels]; keepdims: [N, 1, 1, channels].
 * Source: keras.layers.GlobalAveragePooling2D.
 */
export default globalPoolingLayer('GlobalAveragePooling2D', 'average', 2);
