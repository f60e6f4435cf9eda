import { convolutionLayer } from '../lib/layers/convolution';

/**
 * Convolution over volumes (or series of images): detects small patterns at every position.
 * Shapes: [N, depth, height, width, channels] → [N, new depth, new height, new width, filters]; kernel [kernel depth,
 * kernel height, kernel width, channels / groups, filters], bias [filters]. Source: keras.layers.Conv3D.
 */
export default convolutionLayer('Conv3D', 3, ['valid', 'same']);
