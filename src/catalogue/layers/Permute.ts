import { badArgument } from '../../errors';
import { transpose } from '../../graph';
import { integers } from '../arguments';
import { layer } from '../entry';

/**
 * Reorders the axes of a row: `dims` lists the axes in their new order, counted from 1.
 * Shapes: [N, a, b] with 2, 1 → [N, b, a]. Source: keras.layers.Permute.
 */
export default layer('Permute', {
  family: 'reshape',
  arguments: { dims: integers({ min: 1, default: [2, 1] }) },
  inputs: 'one',
  call: ({ dims }, [x]) => {
    const axes = x!.shape.slice(1).map((_, i) => i + 1);
    if (dims.toSorted((a, b) => a - b).join() !== axes.join())
      throw badArgument('dims', `an order of the axes ${axes.join(', ')} of its input`, dims.join(', '));
    return transpose(x!, [0, ...dims]);
  },
  label: ({ dims }) => dims.join(', '),
});
