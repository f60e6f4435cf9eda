import { badArgument } from '../errors';
import { elements } from '../shape';
import { Tensor } from '../values/tensor';
import { allocate } from './nested';
import { shapeText } from './reshape';

/**
 * The block that starts at `begin` and has `size` elements along each axis; −1: to the end. Axes that are not given are
 * taken whole. tf.slice.
 * Errors: a block that is not inside the tensor, with the axis.
 */
export function slice(tensor: Tensor, begin: readonly number[], size: readonly number[] = []): Tensor {
  const { shape, data } = tensor;
  for (const [name, list] of [
    ['begin', begin],
    ['size', size],
  ] as const)
    if (list.length > shape.length)
      throw badArgument(name, `a list of at most ${shape.length} numbers for the shape ${shapeText(shape)}`, list);
  const from = shape.map((_, axis) => begin[axis] ?? 0);
  const taken = shape.map((d, axis) => ((size[axis] ?? -1) === -1 ? d - from[axis]! : size[axis]!));
  shape.forEach((d, axis) => {
    const [start, length] = [from[axis]!, taken[axis]!];
    if (!Number.isInteger(start) || start < 0 || start > d)
      throw badArgument(`begin of axis ${axis}`, `a whole number from 0 to ${d}`, start);
    if (!Number.isInteger(length) || length < 0 || start + length > d)
      throw badArgument(`size of axis ${axis}`, `a whole number from 0 to ${d - start}, or −1`, length);
  });
  const strides = shape.map((_, axis) => elements(shape.slice(axis + 1)));
  const result = allocate(tensor.dtype, elements(taken));
  let next = 0;
  const copy = (axis: number, start: number): void => {
    if (axis >= shape.length - 1) {
      const row = taken[axis] ?? 1;
      const first = start + (from[axis] ?? 0);
      result.set(data.subarray(first, first + row), next);
      next += row;
      return;
    }
    for (let i = 0; i < taken[axis]!; i++) copy(axis + 1, start + (from[axis]! + i) * strides[axis]!);
  };
  copy(0, 0);
  return new Tensor(result, taken);
}
