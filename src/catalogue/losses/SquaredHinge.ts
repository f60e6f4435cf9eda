import { square } from '../../graph';
import { loss } from '../entry';
import { hinge } from '../lib/losses/hinge';
import { meanOfRow } from '../lib/losses/per-sample';

/**
 * max(0, 1 − s·p)² with s = 1 for a target of 1 and −1 for 0, averaged over the outputs of a row.
 * Shapes: target of 0 and 1 [N, …], prediction the same → [N]. Source: keras.losses.SquaredHinge.
 */
export default loss('SquaredHinge', {
  target: 'number',
  call: (target, p) => meanOfRow(square(hinge(target, p))),
});
