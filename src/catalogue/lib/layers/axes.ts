import { Problem } from '../../../errors';
import { div, maximum, reshape, sqrt, square, sum, transpose } from '../../../graph';
import type { GraphNode, Shape } from '../../../graph/types';
import { type Argument, inFiles, integers } from '../../arguments';

/** Axes of an input as in arguments: the batch is axis 0, −1 is the last. */

/** An axis counted from 0; an error if it is the batch or does not exist. */
export function axisIn(axis: number, shape: Shape, argument = 'axis'): number {
  const along = axis < 0 ? axis + shape.length : axis;
  if (along >= 1 && along < shape.length) return along;
  throw new Problem(
    `${argument} must be one of the axes 1 to ${shape.length - 1} of its inputs, or negative from the last, received ${axis} for shape [${shape.join(', ')}]`,
    { argument, received: axis },
  );
}

/** Several axes, in ascending order. */
export const axesIn = (axes: readonly number[], shape: Shape): readonly number[] =>
  [...new Set(axes.map(axis => axisIn(axis, shape)))].sort((a, b) => a - b);

/** The sizes along these axes. */
export const sizesOf = (shape: Shape, axes: readonly number[]): readonly number[] =>
  axes.map(axis => shape[axis] as number);

/** Reshapes numbers for these axes of x, with length 1 in its other axes, so that they broadcast against it. */
export function alongAxes(numbers: GraphNode, axes: readonly number[], x: GraphNode): GraphNode {
  const rank = x.shape.length;
  if (axes.every((axis, i) => axis === rank - axes.length + i)) return numbers;
  return reshape(
    numbers,
    x.shape.map((d, i) => (axes.includes(i) ? d : 1)),
  );
}

/** x / √Σx² over the axes, with a norm of at least `least`. Source: keras.ops.normalize. */
export const unit = (x: GraphNode, axes: readonly number[], least: number): GraphNode =>
  div(x, sqrt(maximum(sum(square(x), axes, true), least ** 2)));

/** Throws an error that names the expected rank, if x has another. */
export function checkRank(x: GraphNode, expected: readonly string[]): void {
  if (x.shape.length !== expected.length)
    throw new Problem(`expects an input of shape [${expected.join(', ')}], received [${x.shape.join(', ')}]`, {
      expected,
      received: x.shape,
    });
}

/** Moves one axis to the end, or with `back` from there to its place. */
export function lastAxis(x: GraphNode, axis: number, back = false): GraphNode {
  const rank = x.shape.length;
  const order = x.shape.map((_, i) => i).filter(i => i !== axis);
  const forth = [...order, axis];
  if (!back) return transpose(x, forth);
  return transpose(
    x,
    Array.from({ length: rank }, (_, i) => forth.indexOf(i)),
  );
}

/** The argument of layers that take one axis or several. Files hold a single one as a number. */
export const axesArgument = (): Argument<readonly number[]> =>
  inFiles(integers({ default: [-1] }), { to: axes => (axes.length === 1 ? axes[0] : axes), from: json => json });
