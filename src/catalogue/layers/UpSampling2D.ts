import { upSamplingLayer } from '../lib/layers/sampling';

/**
 * Makes images larger by repeating pixels or by linear interpolation.
 * Shapes: [N, height, width, channels] → [N, height·size, width·size, channels]. Source: keras.layers.UpSampling2D.
 */
export default upSamplingLayer('UpSampling2D', 2, ['nearest', 'bilinear']);
