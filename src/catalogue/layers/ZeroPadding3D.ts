import { paddingLayer } from '../lib/layers/padding-cropping';

/**
 * Adds zeros around volumes. Shapes: [N, depth, height, width, channels] → the same, enlarged by the padding.
 * Source: keras.layers.ZeroPadding3D.
 */
export default paddingLayer('ZeroPadding3D', 3);
