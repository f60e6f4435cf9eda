import { badArgument } from '../errors';
import { Tensor } from '../values/tensor';
import { allocate } from './nested';

/** y = x · scale + offset, in float32. keras.layers.Rescaling. */
export function scale(tensor: Tensor, by: { scale?: number; offset?: number }, subject = 'tensor'): Tensor {
  const { scale: factor = 1, offset = 0 } = by;
  for (const [name, value] of Object.entries({ scale: factor, offset }))
    if (!Number.isFinite(value)) throw badArgument(subject, name, 'a finite number', value);
  const { data } = tensor;
  const result = allocate('float32', data.length);
  for (let i = 0; i < data.length; i++) result[i] = data[i]! * factor + offset;
  return new Tensor(result, tensor.shape);
}

/**
 * A one at the place that each element names, zeros elsewhere. keras.utils.to_categorical.
 * Shapes: […] of whole numbers from 0 to depth − 1 → […, depth] in float32; without a depth, the largest element + 1.
 */
export function oneHot(tensor: Tensor, depth?: number, subject = 'tensor'): Tensor {
  const { data } = tensor;
  let largest = -1;
  for (const value of data) largest = Math.max(largest, value);
  const width = depth ?? largest + 1;
  if (!Number.isInteger(width) || width < 1) throw badArgument(subject, 'depth', 'a whole number of at least 1', width);
  const result = allocate('float32', data.length * width);
  for (let i = 0; i < data.length; i++) {
    const at = data[i]!;
    if (!Number.isInteger(at) || at < 0 || at >= width)
      throw badArgument(subject, `element ${i}`, `a whole number from 0 to ${width - 1}`, at);
    result[i * width + at] = 1;
  }
  return new Tensor(result, [...tensor.shape, width]);
}
