import type { Reduction, reductions } from '../../../graph';
import type { OnnxLowering, OnnxLowerings } from './rule';

const reduce =
  (type: string): OnnxLowering<Reduction> =>
  (emit, { attributes: { axes, keepDims } }, [x]) =>
    emit.op(type, [x, emit.ints(axes)], { keepdims: { int: Number(keepDims) } });

const LAST_AXIS = { axis: { int: -1 } } as const;

export const ofReductions: OnnxLowerings<typeof reductions> = {
  sum: reduce('ReduceSum'),
  max: reduce('ReduceMax'),
  min: reduce('ReduceMin'),
  /** ArgMax returns int64. */
  argmax: (emit, _, [x]) => emit.cast(emit.op('ArgMax', [x], { ...LAST_AXIS, keepdims: { int: 0 } }), 'int32'),
  softmax: (emit, _, [x]) => emit.op('Softmax', [x], LAST_AXIS),
  logSoftmax: (emit, _, [x]) => emit.op('LogSoftmax', [x], LAST_AXIS),
};
