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
  /** ArgMax gives int64, a look into 0, 1, 2, … makes it int32: see the traps of docs/engine.md about Cast. */
  argmax(emit, { inputs: [scores] }, [x]) {
    const places = emit.op('ArgMax', [x], { axis: { int: -1 }, keepdims: { int: 0 } });
    const numbers = Int32Array.from({ length: Number(scores!.shape.at(-1)) + 1 }, (_, i) => i);
    return emit.op('Gather', [emit.constant({ data: numbers, shape: [numbers.length], dtype: 'int32' }), places]);
  },
  softmax: (emit, _, [x]) => emit.op('Softmax', [x], LAST_AXIS),
  logSoftmax: (emit, _, [x]) => emit.op('LogSoftmax', [x], LAST_AXIS),
};
