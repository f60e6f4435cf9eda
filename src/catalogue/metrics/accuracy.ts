import { argmax, cast, equal, positive, reshape, sub, sum, where } from '../../graph';
import { metric } from '../entry';
import { aligned, count, ratio, vector } from '../lib/losses/per-sample';

/**
 * Fraction of correct answers: the class with the highest score is the true one; for targets of 0 and 1, the score is
 * on the right side of 0.5 (each output counts separately). Source: keras.metrics.CategoricalAccuracy,
 * SparseCategoricalAccuracy, BinaryAccuracy, chosen by the target as Keras does for "accuracy".
 */
export default metric('accuracy', {
  className: 'Accuracy',
  judges: 'classes',
  better: 'higher',
  partials: (target, p, form) => {
    const lead = p.shape.slice(0, -1);
    const right =
      form === 'number'
        ? equal(aligned(target, p), positive(sub(p, 0.5)))
        : equal(form === 'index' ? reshape(cast(target, 'int32'), lead) : argmax(aligned(target, p)), argmax(p));
    return vector(sum(where(right, 1, 0)), count(right));
  },
  result: ([right, all]) => ratio(right!, all!),
});
