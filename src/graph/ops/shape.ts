import { broadcast, isSymbolic, known, same, size, text } from '../dimensions';
import { located, make } from '../node';
import { define, named } from '../op';
import { problem } from '../problem';
import type { GraphNode, Shape } from '../types';

/** The same numbers in another shape or order. */

/** What ONNX's Reshape takes: −1 for the one symbolic dimension; 0 for one that stays as it is. */
export const target = (shape: Shape): number[] => shape.map(d => (isSymbolic(d) ? -1 : d));
export const shapes = named({
  reshape: define<{ shape: Shape }>({
    shape([x], { shape }) {
      if (size(x.shape) !== size(shape))
        throw problem(`${text(x.shape)} has ${size(x.shape)} elements, ${text(shape)} has ${size(shape)}`);
      return shape;
    },
    simplify([x], { shape }) {
      if (same(x.shape, shape)) return x;
      const inner = x.inputs[0]!;
      if (x.op.name === 'reshape') return reshape(inner, shape);
      // one number everywhere, so that an operand that broadcasts by itself can take the number alone
      return x.op.name === 'broadcastTo' && size(inner.shape) === 1 ? broadcastTo(reshape(inner, []), shape) : null;
    },
    onnx: (emit, { attributes: { shape } }, [x]) => emit.op('Reshape', [x, emit.ints(target(shape))]),
    tfjs: (tf, [x], { shape }, N) => tf.reshape(x, known(shape, N)),
    batch: ({ attributes: { shape } }) => ({ shape: [0, ...shape] }),
  }),
  transpose: define<{ perm: readonly number[] }>({
    shape([x], { perm }) {
      if (perm.length !== x.shape.length || perm.some((_, i) => !perm.includes(i)))
        throw problem(`[${perm.join(', ')}] is not an order of the axes of ${text(x.shape)}`);
      return perm.map(p => x.shape[p]!);
    },
    simplify([x], { perm }) {
      if (x.op.name === 'transpose') {
        const before = x.attributes.perm as readonly number[];
        const both = perm.map(p => before[p]!);
        return transpose(x.inputs[0]!, both);
      }
      const moved = perm.map(p => x.shape[p]!);
      const long = perm.filter(p => x.shape[p] !== 1); // axes of length 1 move for nothing
      return long.every((p, i) => i === 0 || p > long[i - 1]!) ? reshape(x, moved) : null;
    },
    /** First and last axis exchanged around others is slow in one go, and quick as two that move one axis each. */
    onnx(emit, { inputs, shape, attributes: { perm } }, [x]) {
      const turn = (name: string, order: readonly number[]) => emit.op('Transpose', [name], { perm: { ints: order } });
      const last = perm.length - 1;
      if (last < 2 || perm.some((p, i) => p !== (i === 0 ? last : i === last ? 0 : i))) return turn(x, perm);
      const from = inputs[0]!.shape;
      const [first, inner, end] = [from[0]!, size(from.slice(1, -1)), from[last]!];
      const arranged = (name: string, dims: Shape) => emit.op('Reshape', [name, emit.ints(target(dims))]);
      const ended = turn(arranged(x, [first, size([inner, end])]), [1, 0]);
      return arranged(turn(arranged(ended, [inner, end, first]), [1, 0, 2]), shape);
    },
    tfjs: (tf, [x], { attributes }) => tf.transpose(x, [...attributes.perm]),
  }),
  broadcastTo: define<{ shape: Shape }>({
    shape([x], { shape }) {
      if (!same(broadcast(x.shape, shape), shape))
        throw problem(`${text(x.shape)} does not broadcast to ${text(shape)}`);
      return shape;
    },
    simplify: ([x], { shape }) =>
      same(x.shape, shape) ? x : x.op.name === 'broadcastTo' ? broadcastTo(x.inputs[0]!, shape) : null,
    onnx: (emit, { shape }, [x]) => emit.op('Expand', [x, emit.shape(shape)]),
    tfjs: (tf, [x], { shape }, N) => tf.broadcastTo(x, known(shape, N)),
  }),
});

/** A negative axis counts from the end. */
export function axisOf(op: string, x: GraphNode, axis: number): number {
  const rank = x.shape.length;
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw located(problem(`${text(x.shape)} has no axis ${axis}`), op, [x]);
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
