import { add, log, maximum, minimum, mul, neg, softplus, sub } from '../../graph';
import { loss } from '../entry';
import { aligned, epsilon, meanOfRow } from '../rows';

/**
 * −(y·log(p) + (1 − y)·log(1 − p)), the mean over the outputs of a row. After a sigmoid of z it is softplus(z) − y·z, as in
 * Keras: exact where p would be 0 or 1. Else p is kept within 1e-7 of 0 and 1.
 * Shapes: target of 0 and 1 [N, …], prediction the same → [N]. Source: keras.losses.BinaryCrossentropy.
 */
export default loss('BinaryCrossentropy', {
  target: 'number',
  call: (target, prediction) => {
    const y = aligned('BinaryCrossentropy', target, prediction);
    if (prediction.op === 'sigmoid') {
      const z = prediction.inputs[0]!;
      return meanOfRow(sub(softplus(z), mul(y, z)));
    }
    const p = minimum(maximum(prediction, epsilon), 1 - epsilon);
    return meanOfRow(neg(add(mul(y, log(p)), mul(sub(1, y), log(sub(1, p))))));
  },
});
