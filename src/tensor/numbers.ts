import { badArgument } from '../errors';
import { Tensor } from '../values/tensor';
import { allocate } from './nested';
import { checkElements } from './size';
import { loop, now, type Work } from './work';

/** y = x · scale + offset, in float32. keras.layers.Rescaling. */
export const scale = (tensor: Tensor, by: Scaling): Tensor => now(scaleWork(tensor, by));

interface Scaling {
  readonly scale?: number;
  readonly offset?: number;
}

export function* scaleWork(tensor: Tensor, by: Scaling): Work<Tensor> {
  const { scale: factor = 1, offset = 0 } = by;
  for (const [name, value] of Object.entries({ scale: factor, offset }))
    if (!Number.isFinite(value)) throw badArgument(name, 'a finite number', value);
  const { data } = tensor;
  const result = allocate('float32', data.length);
  yield* loop(data.length, i => {
    result[i] = data[i]! * factor + offset;
  });
  return new Tensor(result, tensor.shape);
}

/**
 * One-hot encoding: a 1 at the index that each element gives, zeros elsewhere. keras.utils.to_categorical.
 * Shapes: […] of whole numbers from 0 to depth − 1 → […, depth] in float32; without a depth, the largest element + 1.
 */
export const oneHot = (tensor: Tensor, depth?: number): Tensor => now(oneHotWork(tensor, depth));

export function* oneHotWork(tensor: Tensor, depth?: number): Work<Tensor> {
  const { data } = tensor;
  let largest = -1;
  yield* loop(data.length, i => {
    largest = Math.max(largest, data[i]!);
  });
  const width = depth ?? largest + 1;
  if (!Number.isInteger(width) || width < 1) throw badArgument('depth', 'a whole number of at least 1', width);
  const shape = [...tensor.shape, width];
  checkElements(shape);
  const result = allocate('float32', data.length * width);
  yield* loop(data.length, i => {
    const at = data[i]!;
    if (!Number.isInteger(at) || at < 0 || at >= width)
      throw badArgument(`element ${i}`, `a whole number from 0 to ${width - 1}`, at);
    result[i * width + at] = 1;
  });
  return new Tensor(result, shape);
}
