import { concatenate } from '../../graph';
import { integer } from '../arguments';
import { layer } from '../entry';
import { axisIn } from '../lib/layers/axes';
import { masksAlong } from '../lib/layers/masking';
import { equalShapesBut, sameType } from '../lib/layers/merging';

/**
 * Joins its inputs along one axis; their other sizes must be equal. Axis −1 is the last, 0 the batch (not allowed).
 * Shapes: [N, …, a], [N, …, b], … → [N, …, a + b + …]. Source: keras.layers.Concatenate.
 */
export default layer('Concatenate', {
  family: 'merge',
  arguments: { axis: integer({ default: -1 }) },
  inputs: 'many',
  call: ({ axis }, inputs) => {
    const [xs, along] = equalShapesBut(axis, sameType(inputs));
    return concatenate(xs, along);
  },
  mask: ({ axis }, inputs, masks) => masksAlong(axisIn(axis, inputs[0]!.shape), inputs, masks),
  label: ({ axis }) => (axis === -1 ? '' : `axis ${axis}`),
});
