import { upSamplingLayer } from '../lib/layers/sampling';

/**
 * Pictures made larger: each place several times, or places between them on straight lines.
 * Shapes: [N, height, width, channels] → [N, height·size, width·size, channels]. Source: keras.layers.UpSampling2D.
 */
export default upSamplingLayer('UpSampling2D', 2, ['nearest', 'bilinear']);
