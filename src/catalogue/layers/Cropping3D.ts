import { croppingLayer } from '../lib/layers/padding-cropping';

/**
 * Volumes without their edges. Shapes: [N, depth, height, width, channels] → the same, each size smaller by what is taken off.
 * Source: keras.layers.Cropping3D.
 */
export default croppingLayer('Cropping3D', 3);
