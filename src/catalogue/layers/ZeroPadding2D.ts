import { paddingLayer } from '../lib/layers/padding-cropping';

/**
 * Adds zeros around images. Shapes: [N, height, width, channels] → the same, enlarged by the padding.
 * Source: keras.layers.ZeroPadding2D.
 */
export default paddingLayer('ZeroPadding2D', 2);
