import { convolutionLayer } from '../lib/layers/convolution';

/**
 * Convolution over steps: each filter is a pattern of `kernelSize` steps that is looked for at every place. `causal` reads
 * no step after its own.
 * Shapes: [N, steps, channels] → [N, new steps, filters]; kernel [kernelSize, channels / groups, filters], bias [filters].
 * Source: keras.layers.Conv1D.
 */
export default convolutionLayer('Conv1D', 1, ['valid', 'same', 'causal']);
