import type { HostTensor } from '../../src/spec';

const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

export const float = (shape: readonly number[], values: ArrayLike<number>): HostTensor => ({
  data: Float32Array.from(values),
  shape,
  dtype: 'float32',
});
export const int = (shape: readonly number[], values: ArrayLike<number>): HostTensor => ({
  data: Int32Array.from(values),
  shape,
  dtype: 'int32',
});
/** Numbers in [−1, 1), the same for the same seed: a linear congruential sequence (Numerical Recipes). */
export function noise(shape: readonly number[], seed = 1): HostTensor {
  let x = seed >>> 0;
  const next = () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return x / 2 ** 31 - 1;
  };
  return float(shape, Float32Array.from({ length: product(shape) }, next));
}
