import { GOLDEN, hashUniform, LAST_SHIFT, mixKey, ROUNDS, STEP_MULTIPLIER } from '../counter-hash';
import { known } from '../dimensions';
import type { OnnxEmitter } from '../emitter';
import { make } from '../node';
import { define, named } from '../op';
import { problem } from '../problem';
import type { GraphNode, Shape } from '../types';

/** Random numbers as a function of a key: see hash.ts, whose numbers these are, bit for bit. */

function checkScalar(x: GraphNode, what: string): void {
  if (x.dtype !== 'int32' || x.shape.length > 0) throw problem(`the ${what} must be an int32 scalar`);
}

/** ONNX has products of int32 and bit operations of uint32: cast to and fro, which costs a copy and changes no bit. */
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

export const randoms = named({
  random: define<{ shape: Shape }>({
    shape([key], { shape }) {
      checkScalar(key, 'key');
      return shape;
    },
    dtype: () => 'float32',
    onnx(emit, { shape }, [key]) {
      const count = emit.cast(emit.op('ReduceProd', [emit.shape(shape)], { keepdims: { int: 0 } }), 'int32');
      const index = emit.op('Range', [emit.scalar(0, 'int32'), count, emit.scalar(1, 'int32')]);
      const counter = emit.op('Add', [emit.op('Mul', [index, emit.scalar(GOLDEN | 0, 'int32')]), key]);
      const top = emit.cast(shifted(emit, lowbias32(emit, counter), 8), 'float32');
      return emit.op('Reshape', [emit.op('Mul', [top, emit.scalar(2 ** -24, 'float32')]), emit.shape(shape)]);
    },
    /** TensorFlow.js multiplies integers as doubles: the hash is computed here */
    tfjs(tf, [key], { shape }, N) {
      const numbers = known(shape, N);
      const count = numbers.reduce((a, b) => a * b, 1);
      return tf.tensor(hashUniform(count, key.dataSync()[0]!), numbers, 'float32');
    },
  }),
  randomKey: define<{ salt: number }>({
    shape([step]) {
      checkScalar(step, 'step');
      return step.shape;
    },
    onnx: (emit, { attributes }, [step]) =>
      emit.op('Add', [
        emit.op('Mul', [step, emit.scalar(STEP_MULTIPLIER, 'int32')]),
        emit.scalar(attributes.salt, 'int32'),
      ]),
    tfjs: (tf, [step], { attributes }) => tf.scalar(mixKey(step.dataSync()[0]!, attributes.salt), 'int32'),
  }),
});

/** Uniform numbers in [0, 1), float32: `hashUniform(size, key)` in row-major order. The key is an int32 scalar. */
export const random = (shape: Shape, key: GraphNode): GraphNode => make(randoms.random, [key], { shape: [...shape] });

/** The key of one use of randomness at one step (int32 scalar): `mixKey(step, salt)` of hash.ts. */
export const randomKey = (step: GraphNode, salt: number): GraphNode =>
  make(randoms.randomKey, [step], { salt: salt | 0 });
