import { loss } from '../entry';
import { hinge } from '../lib/losses/hinge';
import { meanOfRow } from '../lib/losses/per-sample';

/**
 * max(0, 1 − s·p) with s = 1 for a target of 1 and −1 for 0, averaged over the outputs of a row: 0 if the prediction is
 * on the right side by 1. Shapes: target of 0 and 1 [N, …], prediction the same → [N]. Source: keras.losses.Hinge.
 */
export default loss('Hinge', { target: 'number', call: (target, p) => meanOfRow(hinge(target, p)) });
