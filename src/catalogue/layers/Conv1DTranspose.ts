import { transposedLayer } from '../lib/layers/transposed';

/**
 * Transposed convolution, which makes sequences longer: each position adds the filters to the output, `strides` apart.
 * Shapes: [N, steps, channels] → [N, new steps, filters]; new size = size · stride (same), or what the windows cover
 * (valid); kernel [window, filters, channels], bias [filters]. Source: keras.layers.Conv1DTranspose.
 */
export default transposedLayer('Conv1DTranspose', 1);
