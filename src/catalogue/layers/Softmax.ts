import { cast, softmax } from '../../graph';
import { integer } from '../arguments';
import { layer } from '../entry';
import { axisIn, lastAxis } from '../lib/layers/axes';
import { sameMask } from '../lib/layers/masking';

/** eˣ / Σeˣ along one axis: probabilities. Shapes: [N, …] → the same. Source: keras.layers.Softmax. */
export default layer('Softmax', {
  family: 'activation',
  arguments: { axis: integer({ default: -1 }) },
  inputs: 'one',
  call: ({ axis }, [input]) => {
    const x = cast(input!, 'float32');
    const along = axisIn(axis, x.shape);
    return along === x.shape.length - 1 ? softmax(x) : lastAxis(softmax(lastAxis(x, along)), along, true);
  },
  mask: sameMask,
  label: ({ axis }) => (axis === -1 ? '' : `axis ${axis}`),
});
