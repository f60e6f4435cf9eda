import { globalPoolingLayer } from '../lib/layers/pooling';

/** The mean of each channel of a volume. Shapes: [N, depth, height, width, channels] → [N, channels]. Source: keras.layers.GlobalAveragePooling3D. */
export default globalPoolingLayer('GlobalAveragePooling3D', 'average', 3);
