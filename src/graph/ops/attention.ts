import { Problem } from '../../errors';
import { ofOneRow, same, text } from '../dimensions';
import { make } from '../node';
import { define, named } from '../op';
import type { GraphNode } from '../types';
import { pick } from './leaves';
import { matmul } from './matmul';
import { softmax } from './reductions';

/** Attention as one op, so that its gradient can be rearranged. */

export const attentions = named({
  /**
   * Scores s [.., T, S] and values v [.., d, S]: w = softmax(s), o = v·wᵀ [.., d, T]; results o and w. The gradient of
   * softmax subtracts from dw its mean under the weights, Σ_s w·dw for each query. Since dw = doᵀ·v, that is Σ_d do·o:
   * a sum over the d numbers of a value instead of all S keys. Source: Dao et al. 2022 (FlashAttention).
   */
  attend: define({
    shape([scores, values]) {
      const [rank, S, T] = [scores.shape.length, scores.shape.at(-1), scores.shape.at(-2)];
      const fits = rank >= 2 && rank === values.shape.length && S === values.shape.at(-1);
      if (!fits || !same(scores.shape.slice(0, -2), values.shape.slice(0, -2)))
        throw new Problem(`scores ${text(scores.shape)} do not fit values ${text(values.shape)}`);
      return [...values.shape.slice(0, -1), T!];
    },
    outputs: ([scores, values]) => [
      { shape: [...values.shape.slice(0, -1), scores.shape.at(-2)!], dtype: 'float32' },
      { shape: scores.shape, dtype: 'float32' },
    ],
    multiplyAdds: ({ inputs: [scores, values] }) => ofOneRow(scores!.shape) * (values!.shape.at(-2) as number),
    decompose([scores, values]) {
      const weights = softmax(scores);
      return [matmul(values, weights, { transposeB: true }), weights];
    },
  }),
});

/** values · softmax(scores)ᵀ: [.., T, S] and [.., d, S] → [.., d, T]. */
export const attend = (scores: GraphNode, values: GraphNode): GraphNode =>
  pick(make(attentions.attend, [scores, values]), 0);
