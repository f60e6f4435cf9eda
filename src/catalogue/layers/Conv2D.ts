import { convolutionLayer } from '../lib/layers/convolution';

/**
 * Convolution over images: detects small patterns at every position.
 * Shapes: [N, height, width, channels] → [N, new height, new width, filters]; kernel [kernel height, kernel width,
 * channels / groups, filters], bias [filters]. Source: keras.layers.Conv2D.
 */
export default convolutionLayer('Conv2D', 2, ['valid', 'same']);
