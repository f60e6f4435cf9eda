import { attend } from '../ops/attention';
import { rewrite } from './matcher';

export const attentionInOne = rewrite({
  name: 'attentionInOne',
  reason:
    'values · softmax(scores)ᵀ as one op has a gradient that sums over the size of a value, and not over all keys',
  patterns: [{ op: 'matmul', inputs: ['values', { op: 'softmax', inputs: ['scores'] }] }],
  replace({ scores, values }, { attributes: { transposeA, transposeB } }) {
    const rank = scores!.shape.length;
    const sameBatch =
      rank === values!.shape.length && values!.shape.slice(0, -2).join() === scores!.shape.slice(0, -2).join();
    return !transposeA && transposeB && sameBatch ? attend(scores!, values!) : null;
  },
});
