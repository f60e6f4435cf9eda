import { depthwiseLayer } from '../lib/layers/depthwise';

/**
 * Convolution over steps, each channel with filters of its own.
 * Shapes: [N, steps, channels] → [N, new steps, channels · depthMultiplier]; kernel [window, channels, depthMultiplier],
 * bias [channels · depthMultiplier]. Source: keras.layers.DepthwiseConv1D.
 */
export default depthwiseLayer('DepthwiseConv1D', 1);
