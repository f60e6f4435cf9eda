import { log, logSoftmax, mul, neg, sum } from '../../graph';
import { loss } from '../entry';
import { classes, meanOfRow, safe } from '../lib/losses/per-sample';

/**
 * −log(p) of the true class. After a softmax it is computed from the logits, as in Keras; otherwise from log(p) as
 * logits, with p clipped to 1e-7 from 0 and 1. Shapes: class indices [N, …], prediction [N, …, classes] → [N].
 * Source: keras.losses.SparseCategoricalCrossentropy.
 */
export default loss('SparseCategoricalCrossentropy', {
  target: 'index',
  call: (target, p) => {
    const logits = p.op.name === 'softmax' ? p.inputs[0]! : log(safe(p));
    const y = classes(target, p);
    return meanOfRow(neg(sum(mul(y, logSoftmax(logits)), [-1])));
  },
});
