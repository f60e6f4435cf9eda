import { croppingLayer } from '../lib/layers/padding-cropping';

/**
 * Removes the edges of volumes. Shapes: [N, depth, height, width, channels] → the same, reduced by the cropping.
 * Source: keras.layers.Cropping3D.
 */
export default croppingLayer('Cropping3D', 3);
