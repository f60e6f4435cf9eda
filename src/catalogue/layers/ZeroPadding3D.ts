import { paddingLayer } from '../lib/layers/padding-cropping';

/**
 * Zeros around volumes. Shapes: [N, depth, height, width, channels] → the same, each size larger by the zeros at its ends.
 * Source: keras.layers.ZeroPadding3D.
 */
export default paddingLayer('ZeroPadding3D', 3);
