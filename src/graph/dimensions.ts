import { Problem } from '../errors';
import { checkLimit } from './limits';
import type { Dim, Shape } from './types';

/**
 * Arithmetic of dimensions: a number, the batch `N`, or a multiple `k*N`. A shape has at most one symbolic dimension,
 * so its size is a number or a multiple of N.
 */

export const isSymbolic = (dim: Dim): dim is Exclude<Dim, number> => typeof dim === 'string';

/** The k of `k*N`, or the number itself. */
export const coefficient = (dim: Dim): number =>
  typeof dim === 'number' ? dim : dim === 'N' ? 1 : Number.parseInt(dim, 10);

/** k, `N` or `k*N`. */
export const dimension = (k: number, symbolic: boolean): Dim => (!symbolic ? k : k === 1 ? 'N' : `${k}*N`);

/** Number of elements: `size(['N', 3, 2])` is `6*N`. */
export function size(shape: Shape): Dim {
  const symbolic = shape.filter(isSymbolic).length;
  if (symbolic > 1) throw new Problem(`shape ${text(shape)} has more than one symbolic dimension`);
  return dimension(
    shape.reduce((product: number, d) => product * coefficient(d), 1),
    symbolic === 1,
  );
}

/** NumPy's limit until version 2. */
const MAX_RANK = 32;

/** Throws a Problem if a value of this shape exceeds the limits. A batch counts as one row. */
export function checkSize(shape: Shape): void {
  if (shape.length > MAX_RANK) throw new Problem(`a value may have ${MAX_RANK} axes at most, received ${shape.length}`);
  const elements = shape.reduce((product: number, d) => product * coefficient(d), 1);
  checkLimit(
    'elements',
    elements,
    `a value of shape ${text(shape)}`,
    shape.some(isSymbolic) ? 'numbers a row' : 'numbers',
  );
}

/** The number that a dimension stands for when the batch is `N`. */
export const evaluate = (dim: Dim, N: number): number => (isSymbolic(dim) ? coefficient(dim) * N : dim);

/** Number of elements in a batch of one row. */
export const ofOneRow = (shape: Shape): number => evaluate(size(shape), 1);

/** The shape as numbers. */
export const known = (shape: Shape, N: number): number[] => shape.map(d => evaluate(d, N));

export const same = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((d, i) => d === b[i]);

/** The common shape by NumPy's broadcasting rule: aligned at the last dimension; 1 stretches. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) throw new Problem(`shapes ${text(a)} and ${text(b)} do not broadcast`);
    return x === 1 ? y : x;
  });
}

/** Sum of dimensions along one axis: all numbers, or all multiples of N. */
export function addDims(dims: readonly Dim[]): Dim {
  const symbolic = dims.filter(isSymbolic).length;
  if (symbolic > 0 && symbolic < dims.length) throw new Problem(`dimensions ${dims.join(' and ')} cannot be added`);
  return dimension(
    dims.reduce((sum: number, d) => sum + coefficient(d), 0),
    symbolic > 0,
  );
}

export const text = (shape: Shape): string => `[${shape.join(', ')}]`;
