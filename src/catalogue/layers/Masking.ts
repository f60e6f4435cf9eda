import { cast } from '../../graph';
import { number } from '../arguments';
import { layer } from '../entry';
import { anyDiffers, whereThere } from '../lib/layers/masking';

/**
 * Masks the steps whose numbers are all `maskValue`, for later layers, and sets them to 0.
 * Shapes: [N, …, steps, features] → the same. Source: keras.layers.Masking.
 */
export default layer('Masking', {
  family: 'reshape',
  arguments: { maskValue: number({ default: 0 }) },
  inputs: 'one',
  call: ({ maskValue }, [input]) => {
    const x = cast(input!, 'float32');
    return whereThere(anyDiffers(x, maskValue), x, 0);
  },
  mask: ({ maskValue }, [x]) => anyDiffers(x!, maskValue),
  label: ({ maskValue }) => `${maskValue}`,
});
