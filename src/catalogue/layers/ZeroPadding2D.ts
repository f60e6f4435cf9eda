import { paddingLayer } from '../lib/layers/padding-cropping';

/**
 * Zeros around pictures. Shapes: [N, height, width, channels] → the same, each size larger by the zeros at its ends.
 * Source: keras.layers.ZeroPadding2D.
 */
export default paddingLayer('ZeroPadding2D', 2);
