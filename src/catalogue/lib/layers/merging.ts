import { Problem } from '../../../errors';
import { cast, reshape, same } from '../../../graph';
import type { GraphNode, Shape } from '../../../graph/types';
import { axisIn } from './axes';

/** Checks of the inputs of merge layers. */

const text = (shapes: readonly Shape[]): string => shapes.map(shape => `[${shape.join(', ')}]`).join(' and ');

/** The inputs, all float32 or all int32; float32 if they differ. */
export const sameType = (inputs: readonly GraphNode[]): GraphNode[] =>
  inputs.every(x => x.dtype === inputs[0]!.dtype) ? [...inputs] : inputs.map(x => cast(x, 'float32'));

/**
 * The inputs, of one dtype, ready to broadcast: different sizes must be 1 in one of them, and missing axes are inserted
 * after the batch, as in Keras. [N, 8, 8, 4] and [N, 4]: the second becomes [N, 1, 1, 4] and scales channels.
 */
export function broadcastShapes(inputs: readonly GraphNode[]): GraphNode[] {
  const rank = Math.max(...inputs.map(x => x.shape.length));
  const aligned = sameType(inputs).map(x => {
    const [batch, ...rest] = x.shape;
    const ones = Array<number>(rank - x.shape.length).fill(1);
    return ones.length === 0 ? x : reshape(x, [batch!, ...ones, ...rest]);
  });
  for (const [i, { shape }] of aligned.entries())
    for (const [j, other] of aligned.entries())
      if (!shape.every((d, axis) => d === other.shape[axis] || d === 1 || other.shape[axis] === 1))
        throw unequal('inputs of equal shapes, or of 1 where they differ', [inputs[i]!.shape, inputs[j]!.shape]);
  return aligned;
}

/** The inputs and the axis counted from 0; an error if they differ in other axes. */
export function equalShapesBut(axis: number, inputs: readonly GraphNode[]): [xs: readonly GraphNode[], axis: number] {
  const first = inputs[0]!.shape;
  const along = axisIn(axis, first);
  const rest = (shape: Shape): Shape => shape.filter((_, i) => i !== along);
  const other = inputs.find(x => x.shape.length !== first.length || !same(rest(x.shape), rest(first)));
  if (other !== undefined) throw unequal(`inputs of equal shapes but for axis ${axis}`, [first, other.shape]);
  return [inputs, along];
}

/** The two inputs; an error if there are fewer or more. */
export function exactlyTwo(inputs: readonly GraphNode[]): readonly [GraphNode, GraphNode] {
  const [a, b] = inputs;
  if (a !== undefined && b !== undefined && inputs.length === 2) return [a, b];
  throw new Problem(`expects two inputs, received ${inputs.length}`, { expected: 2 });
}

const unequal = (expected: string, shapes: readonly Shape[]): Problem =>
  new Problem(`expects ${expected}, received ${text(shapes)}`, { expected, received: shapes });
