import { Problem, show } from '../errors';
import { elements } from '../shape';
import { Tensor } from '../values/tensor';

/** `[2, 3]`, for errors. */
export const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/** A shape with at most one −1, which follows from the number of elements; checked to hold exactly `size`. */
export function resolveShape(shape: readonly number[], size: number): number[] {
  const valid = Array.isArray(shape) && shape.every(d => Number.isInteger(d) && d >= -1);
  if (!valid || shape.filter(d => d === -1).length > 1) {
    const expected = 'a list of whole numbers, at most one of them −1';
    const received = Array.isArray(shape) ? shapeText(shape) : show(shape);
    throw new Problem(`shape must be ${expected}, received ${received}`, {
      argument: 'shape',
      expected,
    });
  }
  const known = elements(shape.filter(d => d !== -1));
  const resolved = shape.map(d => (d === -1 ? size / known : d));
  if (resolved.some(d => !Number.isInteger(d)) || elements(resolved) !== size)
    throw new Problem(`${size} elements cannot take the shape ${shapeText(shape)}`, {
      argument: 'shape',
      expected: size,
      received: shape,
    });
  return resolved;
}

/** The same numbers in another shape, over the same memory. At most one dimension may be −1. */
export function reshape(tensor: Tensor, shape: readonly number[]): Tensor {
  return new Tensor(tensor.data, resolveShape(shape, tensor.size));
}
