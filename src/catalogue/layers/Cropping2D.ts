import { croppingLayer } from '../lib/layers/padding-cropping';

/**
 * Pictures without their edges. Shapes: [N, height, width, channels] → the same, each size smaller by what is taken off.
 * Source: keras.layers.Cropping2D.
 */
export default croppingLayer('Cropping2D', 2);
