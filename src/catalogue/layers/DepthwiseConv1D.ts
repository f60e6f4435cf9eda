import { depthwiseLayer } from '../lib/layers/depthwise';

/**
 * Convolution over steps, with separate filters for each channel.
 * Shapes: [N, steps, channels] → [N, new steps, channels · depthMultiplier]; kernel [window, channels,
 * depthMultiplier], bias [channels · depthMultiplier]. Source: keras.layers.DepthwiseConv1D.
 */
export default depthwiseLayer('DepthwiseConv1D', 1);
