import { convolutionLayer } from '../lib/layers/convolution';

/**
 * Convolution over steps: detects patterns of `kernelSize` steps at every position. With `causal` padding, no later
 * step is read. Shapes: [N, steps, channels] → [N, new steps, filters]; kernel [kernelSize, channels / groups,
 * filters], bias [filters]. Source: keras.layers.Conv1D.
 */
export default convolutionLayer('Conv1D', 1, ['valid', 'same', 'causal']);
