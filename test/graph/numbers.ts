import { evaluate, hashUniform, type Shape } from '../../src/graph';
import type { HostTensor } from '../../src/spec';

/** The batch of all cases. */
export const N = 3;

export const count = (shape: readonly number[]): number => shape.reduce((product, d) => product * d, 1);
export const sizes = (shape: Shape): number[] => shape.map(d => evaluate(d, N));

export const float = (shape: readonly number[], data: ArrayLike<number>): HostTensor => ({
  shape,
  data: Float32Array.from(data),
  dtype: 'float32',
});
export const int = (shape: readonly number[], data: ArrayLike<number>): HostTensor => ({
  shape,
  data: Int32Array.from(data),
  dtype: 'int32',
});

/** Numbers between −1 and 1. */
export const noise = (length: number, seed: number): number[] => Array.from(hashUniform(length, seed), u => 2 * u - 1);

/**
 * Values for several tensors, no two of which are close, and none close to the middle of the range, so that a small
 * step crosses no kink of relu, abs, max or where.
 */
export function apart(shapes: readonly (readonly number[])[], from: number, to: number): number[][] {
  const total = shapes.reduce((sum, s) => sum + count(s), 0);
  const places = total + (total % 2);
  const order = Array.from(hashUniform(places, 7), (u, i) => ({ u, i })).sort((a, b) => a.u - b.u);
  const jitter = hashUniform(places, 8);
  const values = order.map(({ i }) => from + ((to - from) * (i + 0.4 + 0.2 * jitter[i]!)) / places);
  let at = 0;
  return shapes.map(s => {
    at += count(s);
    return values.slice(at - count(s), at);
  });
}

export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, v, i) => sum + v * b[i]!, 0);
