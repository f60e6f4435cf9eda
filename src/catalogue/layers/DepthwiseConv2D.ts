import { depthwiseLayer } from '../lib/layers/depthwise';

/**
 * Convolution over images, with separate filters for each channel.
 * Shapes: [N, height, width, channels] → [N, new height, new width, channels · depthMultiplier]; kernel [kernel height,
 * kernel width, channels, depthMultiplier], bias [channels · depthMultiplier]. Source: keras.layers.DepthwiseConv2D.
 */
export default depthwiseLayer('DepthwiseConv2D', 2);
