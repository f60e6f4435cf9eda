import type { attentions } from '../../../graph';
import type { OnnxLowerings } from './rule';
import { transposed } from './shaping';

export const ofAttentions: OnnxLowerings<typeof attentions> = {
  attend(emit, { shape }, [scores, values]) {
    const weights = emit.op('Softmax', [scores], { axis: { int: -1 } });
    const perm = shape.map((_, i) => i);
    perm.push(...perm.splice(-2).reverse());
    return [emit.op('MatMul', [values, transposed(emit, weights, perm)]), weights];
  },
};
