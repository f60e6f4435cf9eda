import { addDims, broadcast, evaluate, isSymbolic, same, size, text } from '../dimensions';
import { located, make } from '../node';
import { problem } from '../problem';
import { type Rows, row } from '../row';
import type { Dim, DType, GraphNode, Shape } from '../types';
import { reduceTo } from './binary';
import { constant, pick } from './leaves';

/** The same numbers in another arrangement. slice and pad, split and concatenate are each other's gradients. */

/** Reshape takes −1 for its one symbolic dimension. */
const target = (shape: Shape): number[] => shape.map(d => (isSymbolic(d) ? -1 : d));
const along = <T>(shape: Shape, axis: number, there: T, elsewhere: (d: Dim, i: number) => T): T[] =>
  shape.map((d, i) => (i === axis ? there : elsewhere(d, i)));

export const shapes: Rows = {
  reshape: row<{ shape: Shape }>({
    shape([x], { shape }) {
      if (size(x.shape) !== size(shape))
        throw problem(`${text(x.shape)} has ${size(x.shape)} elements, ${text(shape)} has ${size(shape)}`);
      return shape;
    },
    simplify: ([x], { shape }) => (same(x.shape, shape) ? x : x.op === 'reshape' ? reshape(x.inputs[0]!, shape) : null),
    gradient: (dy, [x]) => [reshape(dy, x.shape)],
    onnx: (emit, { shape }, [x]) => emit.op('Reshape', [x, emit.ints(target(shape))]),
    tfjs: (tf, [x], { shape }, N) =>
      tf.reshape(
        x,
        shape.map(d => evaluate(d, N)),
      ),
  }),
  transpose: row<{ perm: readonly number[] }>({
    shape([x], { perm }) {
      if (perm.length !== x.shape.length || perm.some((_, i) => !perm.includes(i)))
        throw problem(`[${perm.join(', ')}] is not an order of the axes of ${text(x.shape)}`);
      return perm.map(p => x.shape[p]!);
    },
    simplify([x], { perm }) {
      if (x.op === 'transpose') {
        const before = x.attributes.perm as readonly number[];
        return transpose(
          x.inputs[0]!,
          perm.map(p => before[p]!),
        );
      }
      const long = perm.filter(p => x.shape[p] !== 1); // axes of length 1 move for nothing
      return long.every((p, i) => i === 0 || p > long[i - 1]!)
        ? reshape(
            x,
            perm.map(p => x.shape[p]!),
          )
        : null;
    },
    gradient: (dy, _, { attributes: { perm } }) => [
      transpose(
        dy,
        perm.map((_, i) => perm.indexOf(i)),
      ),
    ],
    onnx: (emit, { attributes }, [x]) => emit.op('Transpose', [x], { perm: { ints: attributes.perm } }),
    tfjs: (tf, [x], { attributes }) => tf.transpose(x, [...attributes.perm]),
  }),
  broadcastTo: row<{ shape: Shape }>({
    shape([x], { shape }) {
      if (!same(broadcast(x.shape, shape), shape))
        throw problem(`${text(x.shape)} does not broadcast to ${text(shape)}`);
      return shape;
    },
    simplify: ([x], { shape }) =>
      same(x.shape, shape) ? x : x.op === 'broadcastTo' ? broadcastTo(x.inputs[0]!, shape) : null,
    gradient: (dy, [x]) => [reduceTo(dy, x.shape)],
    onnx: (emit, { shape }, [x]) => emit.op('Expand', [x, emit.shape(shape)]),
    tfjs: (tf, [x], { shape }, N) =>
      tf.broadcastTo(
        x,
        shape.map(d => evaluate(d, N)),
      ),
  }),
  slice: row<{ axis: number; start: number; end: number }>({
    shape([x], { axis, start, end }) {
      const length = x.shape[axis]!;
      if (isSymbolic(length)) throw problem(`axis ${axis} of ${text(x.shape)} is symbolic and cannot be sliced`);
      if (!(0 <= start && start < end && end <= length))
        throw problem(`${start} to ${end} is not a part of axis ${axis} of ${text(x.shape)}`);
      return along(x.shape, axis, end - start, d => d);
    },
    simplify: ([x], { axis, start, end }) => (start === 0 && end === x.shape[axis] ? x : null),
    gradient: (dy, [x], { attributes: { axis, start, end } }) => [
      pad(dy, axis, start, (x.shape[axis] as number) - end),
    ],
    onnx: (emit, { attributes: { axis, start, end } }, [x]) =>
      emit.op('Slice', [x, emit.ints([start]), emit.ints([end]), emit.ints([axis])]),
    tfjs: (tf, [x], { attributes: { axis, start, end } }) =>
      tf.slice(
        x,
        along(x.shape, axis, start, () => 0),
        along(x.shape, axis, end - start, d => d as number),
      ),
  }),
  pad: row<{ axis: number; lo: number; hi: number }>({
    shape([x], { axis, lo, hi }) {
      const length = x.shape[axis]!;
      if (isSymbolic(length)) throw problem(`axis ${axis} of ${text(x.shape)} is symbolic and cannot be padded`);
      if (lo < 0 || hi < 0) throw problem(`padding must not be negative, received ${lo} and ${hi}`);
      return along(x.shape, axis, lo + length + hi, d => d);
    },
    simplify: ([x], { lo, hi }) => (lo === 0 && hi === 0 ? x : null),
    gradient: (dy, [x], { attributes: { axis, lo } }) => [slice(dy, axis, lo, lo + (x.shape[axis] as number))],
    onnx: (emit, { attributes: { axis, lo, hi } }, [x]) =>
      emit.op('Pad', [x, emit.ints([lo, hi]), '', emit.ints([axis])]),
    tfjs: (tf, [x], { attributes: { axis, lo, hi } }) =>
      tf.pad(
        x,
        along<[number, number]>(x.shape, axis, [lo, hi], () => [0, 0]),
      ),
  }),
  concatenate: row<{ axis: number }>({
    shape(xs, { axis }) {
      const [first] = xs;
      for (const x of xs) {
        const fits =
          x.shape.length === first.shape.length && x.shape.every((d, i) => i === axis || d === first.shape[i]);
        if (!fits) throw problem(`${text(first.shape)} and ${text(x.shape)} differ in more than axis ${axis}`);
        if (x.dtype !== first.dtype)
          throw problem(`the parts must have one dtype, received ${first.dtype} and ${x.dtype}`);
      }
      return along(first.shape, axis, addDims(xs.map(x => x.shape[axis]!)), d => d);
    },
    simplify: xs => (xs.length === 1 ? xs[0] : null),
    gradient: (dy, xs, { attributes: { axis } }) =>
      split(
        dy,
        axis,
        xs.map(x => x.shape[axis]!),
      ),
    onnx: (emit, { attributes }, xs) => emit.op('Concat', xs, { axis: { int: attributes.axis } }),
    tfjs: (tf, xs, { attributes }) => tf.concat([...xs], attributes.axis),
  }),
  split: row<{ axis: number; sizes: Shape }>({
    shape([x], { axis, sizes }) {
      if (addDims(sizes) !== x.shape[axis])
        throw problem(`parts of ${sizes.join(' + ')} do not make up axis ${axis} of ${text(x.shape)}`);
      return along(x.shape, axis, sizes[0]!, d => d);
    },
    outputs: ([x], { axis, sizes }) => sizes.map(s => ({ shape: along(x.shape, axis, s, d => d), dtype: x.dtype })),
    gradient: null,
    tupleGradient: (dys, _, { attributes: { axis }, outputs }) => [
      concatenate(
        dys.map((dy, i) => dy ?? full(0, outputs![i]!.shape)),
        axis,
      ),
    ],
    onnx: (emit, { attributes: { axis, sizes } }, [x]) =>
      emit.op('Split', [x, emit.shape(sizes)], { axis: { int: axis } }, sizes.length),
    tfjs: (tf, [x], { attributes: { axis, sizes } }, N) =>
      tf.split(
        x,
        sizes.map(s => evaluate(s, N)),
        axis,
      ),
  }),
};

/** A negative axis counts from the end. */
export function axisOf(op: string, x: GraphNode, axis: number): number {
  const rank = x.shape.length;
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw located(problem(`${text(x.shape)} has no axis ${axis}`), op, [x]);
  return axis < 0 ? axis + rank : axis;
}

/** The same elements in row-major order; one dimension may be symbolic. */
export const reshape = (x: GraphNode, shape: Shape): GraphNode => make('reshape', [x], { shape: [...shape] });
/** Axis i of the result is axis perm[i] of x. */
export const transpose = (x: GraphNode, perm: readonly number[]): GraphNode =>
  make('transpose', [x], { perm: [...perm] });
/** numpy.broadcast_to. */
export const broadcastTo = (x: GraphNode, shape: Shape): GraphNode => make('broadcastTo', [x], { shape: [...shape] });
/** One number everywhere. */
export const full = (value: number, shape: Shape, dtype: DType = 'float32'): GraphNode =>
  broadcastTo(constant(value, [], dtype), shape);
/** Elements start … end − 1 of one axis. */
export const slice = (x: GraphNode, axis: number, start: number, end: number): GraphNode =>
  make('slice', [x], { axis: axisOf('slice', x, axis), start, end });
/** `lo` zeros before and `hi` after, along one axis. */
export const pad = (x: GraphNode, axis: number, lo: number, hi: number): GraphNode =>
  make('pad', [x], { axis: axisOf('pad', x, axis), lo, hi });
/** The parts one after another along an axis; all other dimensions are equal. */
export const concatenate = (xs: readonly GraphNode[], axis: number): GraphNode =>
  make('concatenate', xs, { axis: axisOf('concatenate', xs[0]!, axis) });
/** The inverse of concatenate: one node for each size. */
export function split(x: GraphNode, axis: number, sizes: Shape): GraphNode[] {
  if (sizes.length === 1) return [x];
  const tuple = make('split', [x], { axis: axisOf('split', x, axis), sizes: [...sizes] });
  return sizes.map((_, index) => pick(tuple, index));
}
