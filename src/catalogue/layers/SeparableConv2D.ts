import { separableLayer } from '../lib/layers/depthwise';

/**
 * Convolution over pictures in two: each channel for itself, then all channels at each place; with far fewer weights than
 * one. Shapes: [N, height, width, channels] → [N, new height, new width, filters]; depthwise_kernel [kernel height,
 * kernel width, channels, depthMultiplier], pointwise_kernel [1, 1, channels · depthMultiplier, filters], bias [filters].
 * Source: keras.layers.SeparableConv2D; Chollet 2017.
 */
export default separableLayer('SeparableConv2D', 2);
