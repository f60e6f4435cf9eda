import { add, cast, mul } from '../../graph';
import { number } from '../arguments';
import { layer } from '../entry';
import { sameMask } from '../lib/layers/masking';

/**
 * y = x·scale + offset; for example scale 1/255 for images with values from 0 to 255. Shapes: [N, …] → the same.
 * Source: keras.layers.Rescaling.
 */
export default layer('Rescaling', {
  family: 'normalization',
  arguments: { scale: number({ default: 1 }), offset: number({ default: 0 }) },
  inputs: 'one',
  call: ({ scale, offset }, [x]) => add(mul(cast(x!, 'float32'), scale), offset),
  mask: sameMask,
  label: ({ scale, offset }) =>
    [`× ${Number(scale.toPrecision(4))}`, offset !== 0 && `+ ${offset}`].filter(Boolean).join(' '),
});
