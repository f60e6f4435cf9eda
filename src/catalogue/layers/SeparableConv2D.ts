import { separableLayer } from '../lib/layers/depthwise';

/**
 * Convolution over images in two parts: first each channel separately, then across channels at each position; far fewer
 * weights. Shapes: [N, height, width, channels] → [N, new height, new width, filters]; depthwise_kernel [kernel height,
 * kernel width, channels, depthMultiplier], pointwise_kernel [1, 1, channels · depthMultiplier, filters], bias
 * [filters]. Source: keras.layers.SeparableConv2D; Chollet 2017.
 */
export default separableLayer('SeparableConv2D', 2);
