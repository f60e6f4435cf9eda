import type { attentions } from '../ops/attention';
import { add, mul, sub } from '../ops/binary';
import { pick } from '../ops/leaves';
import { matmul } from '../ops/matmul';
import { sum } from '../ops/reductions';
import { reshape } from '../ops/shape';
import type { GraphNode } from '../types';
import type { Gradients } from './rule';

export const ofAttentions: Gradients<typeof attentions> = {
  attend: {
    ofTuple([dSeen, dWeights], [scores, values], y) {
      const [seen, weights] = [pick(y, 0), pick(y, 1)];
      const perQuery = [...scores.shape.slice(0, -1), 1];
      const all: GraphNode[] = [];
      const means: GraphNode[] = [];
      if (dSeen) {
        all.push(matmul(dSeen, values, { transposeA: true }));
        means.push(reshape(sum(mul(dSeen, seen), [-2]), perQuery));
      }
      if (dWeights) {
        all.push(dWeights);
        means.push(sum(mul(dWeights, weights), [-1], true));
      }
      const [dw, mean] = [all, means].map(parts => parts.reduce((a, b) => add(a, b)));
      return [mul(weights, sub(dw!, mean!)), dSeen ? matmul(dSeen, weights) : null];
    },
  },
};
