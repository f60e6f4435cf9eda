import { convolutionLayer } from '../lib/layers/convolution';

/**
 * Convolution over pictures: each filter is a small picture that is looked for at every place.
 * Shapes: [N, height, width, channels] → [N, new height, new width, filters]; kernel [kernel height, kernel width,
 * channels / groups, filters], bias [filters]. Source: keras.layers.Conv2D.
 */
export default convolutionLayer('Conv2D', 2, ['valid', 'same']);
