import { TensorwireError } from '../errors';
import { cast, same } from '../graph';
import type { GraphNode, Shape } from '../graph/types';
import { axisIn } from './axes';

/** What merge layers check of their inputs. */

const text = (shapes: readonly Shape[]): string => shapes.map(shape => `[${shape.join(', ')}]`).join(' and ');

/** The inputs, all float32 or all int32: where they differ, float32. */
export const sameType = (inputs: readonly GraphNode[]): GraphNode[] =>
  inputs.every(x => x.dtype === inputs[0]!.dtype) ? [...inputs] : inputs.map(x => cast(x, 'float32'));

/** The inputs, of one type; an error that says the two shapes where they are not equal. */
export function equalShapes(subject: string, inputs: readonly GraphNode[]): GraphNode[] {
  const other = inputs.find(x => !same(x.shape, inputs[0]!.shape));
  if (other !== undefined) throw unequal(subject, 'inputs of equal shapes', [inputs[0]!.shape, other.shape]);
  return sameType(inputs);
}

/** The inputs and the axis counted from 0; an error where they differ in more than this axis. */
export function equalShapesBut(
  subject: string,
  axis: number,
  inputs: readonly GraphNode[],
): [xs: readonly GraphNode[], axis: number] {
  const first = inputs[0]!.shape;
  const along = axisIn(subject, axis, first);
  const rest = (shape: Shape): Shape => shape.filter((_, i) => i !== along);
  const other = inputs.find(x => x.shape.length !== first.length || !same(rest(x.shape), rest(first)));
  if (other !== undefined) throw unequal(subject, `inputs of equal shapes but for axis ${axis}`, [first, other.shape]);
  return [inputs, along];
}

/** The two inputs; an error where there are fewer or more. */
export function exactlyTwo(subject: string, inputs: readonly GraphNode[]): readonly [GraphNode, GraphNode] {
  const [a, b] = inputs;
  if (a !== undefined && b !== undefined && inputs.length === 2) return [a, b];
  throw new TensorwireError(subject, `expects two inputs, received ${inputs.length}`, { expected: 2 });
}

const unequal = (subject: string, expected: string, shapes: readonly Shape[]): TensorwireError =>
  new TensorwireError(subject, `expects ${expected}, received ${text(shapes)}`, { expected, received: shapes });
