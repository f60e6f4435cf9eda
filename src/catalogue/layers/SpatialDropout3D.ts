import { cast } from '../../graph';
import { number } from '../arguments';
import { layer } from '../entry';
import { checkRank } from '../lib/layers/axes';
import { sameMask } from '../lib/layers/masking';
import { dropped, kept } from '../lib/layers/noise';

/**
 * Dropout of whole channels, because neighbors are similar and dropping a single one would hide nothing. Otherwise like
 * Dropout. Shapes: [N, depth, height, width, channels] → the same. Source: keras.layers.SpatialDropout3D; Tompson et
 * al. 2015.
 */
export default layer('SpatialDropout3D', {
  family: 'dropout',
  arguments: { rate: number({ min: 0, max: 1, default: 0.5 }) },
  inputs: 'one',
  call: ({ rate }, [input], _, { training, random }) => {
    const x = cast(input!, 'float32');
    checkRank(x, ['N', 'depth', 'height', 'width', 'channels']);
    const [batch, , , , channels] = x.shape;
    return training && rate > 0 ? dropped(x, kept(random, [batch!, 1, 1, 1, channels!], rate), rate) : x;
  },
  mask: sameMask,
  label: ({ rate }) => `${rate}`,
});
