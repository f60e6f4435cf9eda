import { GOLDEN, LAST_SHIFT, ROUNDS, type randoms, STEP_MULTIPLIER } from '../../../graph';
import type { OnnxEmitter, OnnxLowerings } from './rule';

/** ONNX has products of int32 and bit operations of uint32: the casts between them cost a copy and change no bit. */
function lowbias32(emit: OnnxEmitter, x: string): string {
  const mixed = (bits: string, shift: number) => emit.op('BitwiseXor', [bits, shifted(emit, bits, shift)]);
  let bits = emit.cast(x, 'uint32');
  for (const { shift, multiplier } of ROUNDS) {
    const product = emit.op('Mul', [emit.cast(mixed(bits, shift), 'int32'), emit.scalar(multiplier | 0, 'int32')]);
    bits = emit.cast(product, 'uint32');
  }
  return mixed(bits, LAST_SHIFT);
}

const shifted = (emit: OnnxEmitter, bits: string, by: number): string =>
  emit.op('BitShift', [bits, emit.scalar(by, 'uint32')], { direction: { string: 'RIGHT' } });

/** The hash of graph/counter-hash.ts, bit for bit. */
export const ofRandoms: OnnxLowerings<typeof randoms> = {
  random(emit, { shape }, [key]) {
    const count = emit.cast(emit.op('ReduceProd', [emit.shape(shape)], { keepdims: { int: 0 } }), 'int32');
    const index = emit.op('Range', [emit.scalar(0, 'int32'), count, emit.scalar(1, 'int32')]);
    const counter = emit.op('Add', [emit.op('Mul', [index, emit.scalar(GOLDEN | 0, 'int32')]), key]);
    const top = emit.cast(shifted(emit, lowbias32(emit, counter), 8), 'float32');
    return emit.op('Reshape', [emit.op('Mul', [top, emit.scalar(2 ** -24, 'float32')]), emit.shape(shape)]);
  },
  randomKey: (emit, { attributes }, [step]) =>
    emit.op('Add', [
      emit.op('Mul', [step, emit.scalar(STEP_MULTIPLIER, 'int32')]),
      emit.scalar(attributes.salt, 'int32'),
    ]),
};
