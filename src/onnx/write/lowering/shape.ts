import { type parts, type shapes, size } from '../../../graph';
import type { OnnxLowerings } from './rule';
import { padded, reshaped, transposed } from './shaping';

export const ofShapes: OnnxLowerings<typeof shapes> = {
  reshape: (emit, { attributes: { shape } }, [x]) => reshaped(emit, x, shape),
  /** Swapping the first and the last axis is slow in one Transpose, and fast as two that move one axis each. */
  transpose(emit, { inputs, shape, attributes: { perm } }, [x]) {
    const last = perm.length - 1;
    if (last < 2 || perm.some((p, i) => p !== (i === 0 ? last : i === last ? 0 : i))) return transposed(emit, x, perm);
    const from = inputs[0]!.shape;
    const [first, inner, end] = [from[0]!, size(from.slice(1, -1)), from[last]!];
    const ended = transposed(emit, reshaped(emit, x, [first, size([inner, end])]), [1, 0]);
    return reshaped(emit, transposed(emit, reshaped(emit, ended, [inner, end, first]), [1, 0, 2]), shape);
  },
  broadcastTo: (emit, { shape }, [x]) => emit.op('Expand', [x, emit.shape(shape)]),
};

export const ofParts: OnnxLowerings<typeof parts> = {
  slice: (emit, { attributes: { axis, start, end } }, [x]) =>
    emit.op('Slice', [x, emit.ints([start]), emit.ints([end]), emit.ints([axis])]),
  pad: (emit, { shape, attributes: { axis, lo, hi } }, [x]) => padded(emit, x, shape.length, axis, lo, hi),
  concatenate: (emit, { attributes }, xs) => emit.op('Concat', xs, { axis: { int: attributes.axis } }),
  split: (emit, { attributes: { axis, sizes } }, [x]) =>
    emit.op('Split', [x, emit.shape(sizes)], { axis: { int: axis } }, sizes.length),
};
