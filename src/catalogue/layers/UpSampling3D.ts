import { upSamplingLayer } from '../lib/layers/sampling';

/**
 * Makes volumes larger by repetition. Shapes: [N, depth, height, width, channels] → each size times `size`.
 * Source: keras.layers.UpSampling3D.
 */
export default upSamplingLayer('UpSampling3D', 3, ['nearest']);
