import { transposedLayer } from '../lib/layers/transposed';

/**
 * Transposed convolution, which makes volumes larger: each position adds the filters to the output, `strides` apart.
 * Shapes: [N, depth, height, width, channels] → [N, new depth, new height, new width, filters]; new size = size ·
 * stride (same), or what the windows cover (valid); kernel [kernel depth, kernel height, kernel width, filters,
 * channels], bias [filters]. Source: keras.layers.Conv3DTranspose.
 */
export default transposedLayer('Conv3DTranspose', 3);
