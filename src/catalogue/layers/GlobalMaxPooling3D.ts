import { globalPoolingLayer } from '../lib/layers/pooling';

/**
 * The maximum of each channel of a volume. Shapes: [N, depth, height, width, channels] → [N, channels].
 * Source: keras.layers.GlobalMaxPooling3D.
 */
export default globalPoolingLayer('GlobalMaxPooling3D', 'max', 3);
