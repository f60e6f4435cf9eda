import { convolutionLayer } from '../lib/layers/convolution';

/**
 * Convolution over volumes (or pictures in time): each filter is a small volume that is looked for at every place.
 * Shapes: [N, depth, height, width, channels] → [N, new depth, new height, new width, filters]; kernel [kernel depth,
 * kernel height, kernel width, channels / groups, filters], bias [filters]. Source: keras.layers.Conv3D.
 */
export default convolutionLayer('Conv3D', 3, ['valid', 'same']);
