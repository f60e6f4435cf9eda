import { globalPoolingLayer } from '../lib/layers/pooling';

/**
 * The largest element of each channel over the whole picture.
 * Shapes: [N, height, width, channels] → [N, channels]; keepdims: [N, 1, 1, channels]. Source: keras.layers.GlobalMaxPooling2D.
 */
export default globalPoolingLayer('GlobalMaxPooling2D', 'max', 2);
