import { transposedLayer } from '../lib/layers/transposed';

/**
 * Transposed convolution, which makes images larger: each position adds the filters to the output, `strides` apart.
 * Shapes: [N, height, width, channels] → [N, new height, new width, filters]; new size = size · stride (same), or what
 * the windows cover (valid); kernel [kernel height, kernel width, filters, channels], bias [filters]. Source:
 * keras.layers.Conv2DTranspose.
 */
export default transposedLayer('Conv2DTranspose', 2);
