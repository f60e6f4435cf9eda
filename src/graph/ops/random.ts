import { Problem } from '../../errors';
import { make } from '../node';
import { define, named } from '../op';
import type { GraphNode, Shape } from '../types';

/** Random numbers as a function of a key: the numbers of ../counter-hash.ts, bit for bit. */

function checkScalar(x: GraphNode, what: string): void {
  if (x.dtype !== 'int32' || x.shape.length > 0) throw new Problem(`the ${what} must be an int32 scalar`);
}

export const randoms = named({
  random: define<{ shape: Shape }>({
    shape([key], { shape }) {
      checkScalar(key, 'key');
      return shape;
    },
    dtype: () => 'float32',
  }),
  randomKey: define<{ salt: number }>({
    shape([step]) {
      checkScalar(step, 'step');
      return step.shape;
    },
  }),
});

/** Uniform numbers in [0, 1), float32: `hashUniform(size, key)` in row-major order. The key is an int32 scalar. */
export const random = (shape: Shape, key: GraphNode): GraphNode => make(randoms.random, [key], { shape: [...shape] });

/** The key for one use of randomness at one step (int32 scalar): `mixKey(step, salt)` of counter-hash.ts. */
export const randomKey = (step: GraphNode, salt: number): GraphNode =>
  make(randoms.randomKey, [step], { salt: salt | 0 });
