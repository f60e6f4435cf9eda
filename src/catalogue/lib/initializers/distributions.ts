import { elements } from '../../../shape';

/** Random distributions of initializers, and Keras's fans. `uniform` gives seeded numbers in [0, 1). */

/** The number of inputs and outputs of one unit of a weight; for convolution kernels multiplied by their area. */
export function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  if (shape.length < 2) return { fanIn: shape[0] ?? 1, fanOut: shape[0] ?? 1 };
  const area = elements(shape.slice(0, -2));
  return { fanIn: area * shape.at(-2)!, fanOut: area * shape.at(-1)! };
}

export const filled = (shape: readonly number[], next: () => number): Float32Array =>
  Float32Array.from({ length: elements(shape) }, next);

export const between =
  (uniform: () => number, low: number, high: number): (() => number) =>
  () =>
    low + (high - low) * uniform();

/** Box and Muller 1958: two uniform numbers give two normal ones; the second is kept for the next call. */
export function normal(uniform: () => number, mean: number, stddev: number): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return mean + stddev * value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return mean + stddev * radius * Math.cos(angle);
  };
}

/** Normal numbers; those beyond two standard deviations are drawn again. */
export function truncatedNormal(uniform: () => number, mean: number, stddev: number): () => number {
  const next = normal(uniform, 0, 1);
  return () => {
    for (;;) {
      const z = next();
      if (Math.abs(z) <= 2) return mean + stddev * z;
    }
  };
}

/** Standard deviation of a standard normal distribution truncated at two standard deviations. */
const TRUNCATED = 0.87962566103423978;

/** Keras's VarianceScaling, uniform: variance scale/fan, between ±√(3·scale/fan). */
export const scaledUniform = (
  shape: readonly number[],
  scale: number,
  fan: number,
  uniform: () => number,
): Float32Array => {
  const limit = Math.sqrt((3 * scale) / Math.max(1, fan));
  return filled(shape, between(uniform, -limit, limit));
};

/** Keras's VarianceScaling, truncated normal: variance scale/fan after truncation. */
export const scaledNormal = (
  shape: readonly number[],
  scale: number,
  fan: number,
  uniform: () => number,
): Float32Array => filled(shape, truncatedNormal(uniform, 0, Math.sqrt(scale / Math.max(1, fan)) / TRUNCATED));
