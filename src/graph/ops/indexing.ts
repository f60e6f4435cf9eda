import { Problem } from '../../errors';
import { text } from '../dimensions';
import { make } from '../node';
import { define, named } from '../op';
import type { Dim, GraphNode } from '../types';
import { equal } from './binary';
import { constant } from './leaves';
import { axisOf, reshape } from './shape';
import { cast } from './unary';

/** Selecting rows by index. gather and scatterAdd are each other's gradients. Indices are int32, from 0. */

function checkIndices(indices: GraphNode): void {
  if (indices.dtype !== 'int32') throw new Problem(`the indices must be int32, received ${indices.dtype}`);
}

export type ScatterAdd = { readonly axis: number; readonly rows: Dim };

export const indexing = named({
  gather: define<{ axis: number }>({
    shape([x, indices], { axis }) {
      checkIndices(indices);
      return [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    },
    batch: {
      rearranged: ({ op, attributes }, [x, indices]) =>
        x.stacked || attributes.axis !== 0 ? null : make(op, [x.value, indices.value], attributes),
    },
  }),
  scatterAdd: define<ScatterAdd>({
    shape([dy, indices], { axis, rows }) {
      checkIndices(indices);
      const rank = indices.shape.length;
      if (!indices.shape.every((d, i) => d === dy.shape[axis + i]))
        throw new Problem(`indices of shape ${text(indices.shape)} do not fit ${text(dy.shape)} from axis ${axis}`);
      return [...dy.shape.slice(0, axis), rows, ...dy.shape.slice(axis + rank)];
    },
  }),
  oneHot: define<{ depth: number }>({
    shape([indices], { depth }) {
      checkIndices(indices);
      return [...indices.shape, depth];
    },
    dtype: () => 'float32',
    decompose([indices], { attributes: { depth } }) {
      const numbers = constant(
        Int32Array.from({ length: depth }, (_, i) => i),
        [depth],
        'int32',
      );
      return cast(equal(reshape(indices, [...indices.shape, 1]), numbers), 'float32');
    },
  }),
});

/** Slices of x along an axis, in the order and shape of the indices: [.., axis, ..] → [.., indices.shape, ..]. */
export const gather = (x: GraphNode, indices: GraphNode, axis = 0): GraphNode =>
  make(indexing.gather, [x, indices], { axis: axisOf('gather', x, axis) });
/**
 * The sum of slices with the same index: dy [.., indices.shape, ..] → [.., rows, ..], zero where no index points.
 * `axis`, from 0, is where the indices' dimensions begin.
 */
export const scatterAdd = (dy: GraphNode, indices: GraphNode, axis: number, rows: Dim): GraphNode =>
  make(indexing.scatterAdd, [dy, indices], { axis, rows });
/** 1 at each index and 0 elsewhere, float32: [..] → [.., depth]. */
export const oneHot = (indices: GraphNode, depth: number): GraphNode => make(indexing.oneHot, [indices], { depth });
