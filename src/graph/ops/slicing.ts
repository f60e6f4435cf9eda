import { Problem } from '../../errors';
import { addDims, isSymbolic, text } from '../dimensions';
import { located, make } from '../node';
import { define, named } from '../op';
import type { GraphNode, Shape } from '../types';
import { exactly, stacked } from './batch';
import { pick } from './leaves';
import { axisOf } from './shape';

/** Slices of a tensor along one axis. slice and pad, split and concatenate are each other's gradients. */

/** The shape with another length along one axis. */
const along = <T>(shape: readonly T[], axis: number, there: T): T[] => shape.map((d, i) => (i === axis ? there : d));
const nextAxis = <A extends { readonly axis: number }>() =>
  stacked<A>(attributes => ({ ...attributes, axis: attributes.axis + 1 }));
export const lengths = (xs: readonly GraphNode[], axis: number): Shape => xs.map(x => x.shape[axis]!);

export const parts = named({
  slice: define<{ axis: number; start: number; end: number }>({
    shape([x], { axis, start, end }) {
      const length = x.shape[axis]!;
      if (isSymbolic(length)) throw new Problem(`axis ${axis} of ${text(x.shape)} is symbolic and cannot be sliced`);
      if (!(0 <= start && start < end && end <= length))
        throw new Problem(`${start} to ${end} is not a part of axis ${axis} of ${text(x.shape)}`);
      return along(x.shape, axis, end - start);
    },
    simplify: ([x], { axis, start, end }) => (start === 0 && end === x.shape[axis] ? x : null),
    batch: nextAxis(),
  }),
  pad: define<{ axis: number; lo: number; hi: number }>({
    shape([x], { axis, lo, hi }) {
      const length = x.shape[axis]!;
      if (isSymbolic(length)) throw new Problem(`axis ${axis} of ${text(x.shape)} is symbolic and cannot be padded`);
      if (lo < 0 || hi < 0) throw new Problem(`padding must not be negative, received ${lo} and ${hi}`);
      return along(x.shape, axis, lo + length + hi);
    },
    simplify: ([x], { lo, hi }) => (lo === 0 && hi === 0 ? x : null),
    batch: nextAxis(),
  }),
  concatenate: define<{ axis: number }>({
    shape(xs, { axis }) {
      const [first] = xs;
      for (const x of xs) {
        const fits =
          x.shape.length === first.shape.length && x.shape.every((d, i) => i === axis || d === first.shape[i]);
        if (!fits) throw new Problem(`${text(first.shape)} and ${text(x.shape)} differ in more than axis ${axis}`);
        if (x.dtype !== first.dtype)
          throw new Problem(`the parts must have one dtype, received ${first.dtype} and ${x.dtype}`);
      }
      return along(first.shape, axis, addDims(lengths(xs, axis)));
    },
    simplify: xs => (xs.length === 1 ? xs[0] : null),
    batch: exactly(nextAxis()),
  }),
  split: define<{ axis: number; sizes: Shape }>({
    shape([x], { axis, sizes }) {
      if (addDims(sizes) !== x.shape[axis])
        throw new Problem(`parts of ${sizes.join(' + ')} do not make up axis ${axis} of ${text(x.shape)}`);
      return along(x.shape, axis, sizes[0]!);
    },
    outputs: ([x], { axis, sizes }) => sizes.map(s => ({ shape: along(x.shape, axis, s), dtype: x.dtype })),
    batch: nextAxis(),
  }),
});

/** Elements start … end − 1 of one axis. */
export const slice = (x: GraphNode, axis: number, start: number, end: number): GraphNode =>
  make(parts.slice, [x], { axis: axisOf('slice', x, axis), start, end });
/** `lo` zeros before and `hi` zeros after, along one axis. */
export const pad = (x: GraphNode, axis: number, lo: number, hi: number): GraphNode =>
  make(parts.pad, [x], { axis: axisOf('pad', x, axis), lo, hi });
/** The tensors one after another along an axis; all other dimensions are equal. */
export function concatenate(xs: readonly GraphNode[], axis: number): GraphNode {
  const [first] = xs;
  if (!first) throw located(new Problem('there is nothing to concatenate'), 'concatenate', []);
  return make(parts.concatenate, xs, { axis: axisOf('concatenate', first, axis) });
}
/** The inverse of concatenate: one node for each size. */
export function split(x: GraphNode, axis: number, sizes: Shape): GraphNode[] {
  const tuple = make(parts.split, [x], { axis: axisOf('split', x, axis), sizes: [...sizes] });
  return sizes.length === 1 ? [x] : sizes.map((_, index) => pick(tuple, index));
}
