import { Problem } from '../../errors';
import { broadcast, same, size, text } from '../dimensions';
import { located, make } from '../node';
import { define, isNode, named } from '../op';
import type { GraphNode, Shape } from '../types';
import { exactly, stacked } from './batch';

/** The same numbers in another shape or order. */

export const shapes = named({
  reshape: define<{ shape: Shape }>({
    shape([x], { shape }) {
      if (size(x.shape) !== size(shape))
        throw new Problem(`${text(x.shape)} has ${size(x.shape)} elements, ${text(shape)} has ${size(shape)}`);
      return shape;
    },
    simplify([x], { shape }) {
      if (same(x.shape, shape)) return x;
      const inner = x.inputs[0]!;
      if (x.op.name === 'reshape') return reshape(inner, shape);
      // a broadcast scalar stays a scalar, so that an op that broadcasts by itself can take it
      return x.op.name === 'broadcastTo' && size(inner.shape) === 1 ? broadcastTo(reshape(inner, []), shape) : null;
    },
    batch: exactly(stacked(({ shape }, length) => ({ shape: [length, ...shape] }))),
  }),
  transpose: define<{ perm: readonly number[] }>({
    shape([x], { perm }) {
      if (perm.length !== x.shape.length || perm.some((_, i) => !perm.includes(i)))
        throw new Problem(`[${perm.join(', ')}] is not an order of the axes of ${text(x.shape)}`);
      return perm.map(p => x.shape[p]!);
    },
    simplify([x], { perm }): GraphNode | null {
      if (isNode(x, shapes.transpose)) {
        const { perm: before } = x.attributes;
        const both = perm.map(p => before[p]!);
        return transpose(x.inputs[0]!, both);
      }
      const moved = perm.map(p => x.shape[p]!);
      const long = perm.filter(p => x.shape[p] !== 1); // moving axes of length 1 costs nothing
      return long.every((p, i) => i === 0 || p > long[i - 1]!) ? reshape(x, moved) : null;
    },
    batch: stacked(({ perm }) => ({ perm: [0, ...perm.map(p => p + 1)] })),
  }),
  broadcastTo: define<{ shape: Shape }>({
    shape([x], { shape }) {
      if (!same(broadcast(x.shape, shape), shape))
        throw new Problem(`${text(x.shape)} does not broadcast to ${text(shape)}`);
      return shape;
    },
    simplify: ([x], { shape }) =>
      same(x.shape, shape) ? x : x.op.name === 'broadcastTo' ? broadcastTo(x.inputs[0]!, shape) : null,
    batch: {
      operands: 'broadcast',
      attributes: ({ attributes: { shape } }, length) => ({ shape: [length, ...shape] }),
    },
  }),
});

/** A negative axis counts from the end. */
export function axisOf(op: string, x: GraphNode, axis: number): number {
  const rank = x.shape.length;
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw located(new Problem(`${text(x.shape)} has no axis ${axis}`), op, [x]);
  return axis < 0 ? axis + rank : axis;
}

/** The same elements in row-major order; one dimension may be symbolic. */
export const reshape = (x: GraphNode, shape: Shape): GraphNode => make(shapes.reshape, [x], { shape: [...shape] });
/** Axis i of the result is axis perm[i] of x. */
export const transpose = (x: GraphNode, perm: readonly number[]): GraphNode =>
  make(shapes.transpose, [x], { perm: [...perm] });
/** numpy.broadcast_to. */
export const broadcastTo = (x: GraphNode, shape: Shape): GraphNode =>
  make(shapes.broadcastTo, [x], { shape: [...shape] });
