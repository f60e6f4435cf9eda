import { badArgument, Problem } from '../errors';
import { elements } from '../shape';
import { Tensor } from '../values/tensor';
import { allocate } from './nested';
import { shapeText } from './reshape';

const kind = (t: Tensor): string => `${t.dtype} ${shapeText(t.shape)}`;

/**
 * Tensors of one shape and dtype along a new axis. tf.stack; a negative axis counts from the end.
 * Shapes: k × [a, b] → [k, a, b] at axis 0, [a, b, k] at axis −1.
 */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  const [first] = tensors;
  if (first === undefined) throw badArgument('payload', 'at least one Tensor to stack', tensors);
  for (const [i, t] of tensors.entries())
    if (kind(t) !== kind(first))
      throw new Problem(`tensors to stack must be alike: number ${i} is ${kind(t)}, number 0 is ${kind(first)}`, {
        argument: `payload[${i}]`,
        expected: first.shape,
        received: t.shape,
      });
  const rank = first.shape.length;
  if (!Number.isInteger(axis) || axis < -rank - 1 || axis > rank)
    throw badArgument('axis', `a whole number from ${-rank - 1} to ${rank}`, axis);
  const at = axis < 0 ? axis + rank + 1 : axis;
  const inner = elements(first.shape.slice(at));
  const outer = elements(first.shape.slice(0, at));
  const result = allocate(first.dtype, first.size * tensors.length);
  tensors.forEach(({ data }, k) => {
    for (let o = 0; o < outer; o++)
      result.set(data.subarray(o * inner, (o + 1) * inner), (o * tensors.length + k) * inner);
  });
  return new Tensor(result, [...first.shape.slice(0, at), tensors.length, ...first.shape.slice(at)]);
}
