import { croppingLayer } from '../lib/layers/padding-cropping';

/**
 * Removes the edges of images. Shapes: [N, height, width, channels] → the same, reduced by the cropping.
 * Source: keras.layers.Cropping2D.
 */
export default croppingLayer('Cropping2D', 2);
