import { separableLayer } from '../lib/layers/depthwise';

/**
 * Convolution over steps in two parts: first each channel separately, then across channels at each position; far fewer
 * weights. Shapes: [N, steps, channels] → [N, new steps, filters]; depthwise_kernel [window, channels,
 * depthMultiplier], pointwise_kernel [1, channels · depthMultiplier, filters], bias [filters]. Source:
 * keras.layers.SeparableConv1D.
 */
export default separableLayer('SeparableConv1D', 1);
