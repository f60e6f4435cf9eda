import { GOLDEN, LAST_SHIFT, ROUNDS } from '../../../graph';
import type { Code } from '../code';
import { begin, load, runs, store } from '../loop-nest';
import { count, type View } from '../view';
import type { Kernel } from './kernel';

/** The stream of a key, as in graph/counter-hash.ts, four numbers at a time. */
export function randomKernel(key: View, result: View, label: string): Kernel {
  const length = count(result.shape);
  const axes = { shape: [length], strides: [[0], [1]], roles: [0] };
  return {
    label,
    reads: [key.storage],
    writes: [result.storage],
    emit(code) {
      const [at, to] = begin(code, [key, result]) as [number, number];
      const [counter, x] = code.locals('v128', 2);
      load(code, key, at, 0, 4);
      code
        .lanes(
          [0, 1, 2, 3].map(i => Math.imul(i, GOLDEN)),
          'i32',
        )
        .op('i32x4.add')
        .set(counter);
      runs(code, axes, 0, [4], [at, to], ({ lanes, offsets }) => {
        code.get(counter).set(x);
        for (const { shift, multiplier } of ROUNDS)
          mixed(code, x, shift)
            .get(code.constant(multiplier | 0, 'i32'))
            .op('i32x4.mul')
            .set(x);
        mixed(code, x, LAST_SHIFT).shift('i32x4.shr_u', 8).op('f32x4.convert_i32x4_s');
        code
          .get(code.constant(2 ** -24))
          .op('f32x4.mul')
          .set(x);
        store(code, result, offsets[1]!, 1, x, lanes);
        code
          .get(counter)
          .get(code.constant(Math.imul(lanes, GOLDEN), 'i32'))
          .op('i32x4.add')
          .set(counter);
      });
    },
  };
}

/** x ^ (x >>> shift), left on the stack. */
const mixed = (code: Code, x: number, shift: number): Code =>
  code.get(x).get(x).shift('i32x4.shr_u', shift).op('v128.xor');
