import { known, text } from '../dimensions';
import type { OnnxEmitter } from '../emitter';
import { make } from '../node';
import { define, named } from '../op';
import { problem } from '../problem';
import type { Tensor, TensorFlow } from '../tfjs';
import type { Dim, GraphNode } from '../types';
import { equal } from './binary';
import { constant } from './leaves';
import { scatterOnnx } from './scatter';
import { axisOf, reshape } from './shape';
import { cast } from './unary';

/** Choosing rows by number. gather and scatterAdd are each other's gradients. Indices are int32, from 0. */

function checkIndices(indices: GraphNode): void {
  if (indices.dtype !== 'int32') throw problem(`the indices must be int32, received ${indices.dtype}`);
}

export const indexing = named({
  gather: define<{ axis: number }>({
    shape([x, indices], { axis }) {
      checkIndices(indices);
      return [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    },
    onnx: (emit, { attributes }, [x, indices]) => emit.op('Gather', [x, indices], { axis: { int: attributes.axis } }),
    tfjs: (tf, [x, indices], { attributes }) => tf.gather(x, indices, attributes.axis),
  }),
  scatterAdd: define<{ axis: number; rows: Dim }>({
    shape([dy, indices], { axis, rows }) {
      checkIndices(indices);
      const rank = indices.shape.length;
      if (!indices.shape.every((d, i) => d === dy.shape[axis + i]))
        throw problem(`indices of shape ${text(indices.shape)} do not fit ${text(dy.shape)} from axis ${axis}`);
      return [...dy.shape.slice(0, axis), rows, ...dy.shape.slice(axis + rank)];
    },
    onnx: (emit, node, names) => scatterOnnx(emit, node, names),
    tfjs: (tf, [dy, indices], { shape, attributes: { axis } }, N) => segmentSum(tf, dy, indices, axis, known(shape, N)),
  }),
  oneHot: define<{ depth: number }>({
    shape([indices], { depth }) {
      checkIndices(indices);
      return [...indices.shape, depth];
    },
    dtype: () => 'float32',
    /** int32 indices go with an int32 depth only */
    onnx: (emit, { attributes: { depth } }, [indices]) =>
      emit.op('OneHot', [indices, emit.scalar(depth, 'int32'), offOn(emit)], { axis: { int: -1 } }),
    decompose([indices], { attributes: { depth } }) {
      const numbers = constant(
        Int32Array.from({ length: depth }, (_, i) => i),
        [depth],
        'int32',
      );
      return cast(equal(reshape(indices, [...indices.shape, 1]), numbers), 'float32');
    },
    tfjs: (tf, [indices], { attributes }) => tf.cast(tf.oneHot(indices, attributes.depth), 'float32'),
  }),
});

const offOn = (emit: OnnxEmitter): string => emit.cast(emit.ints([0, 1]), 'float32');

/** TensorFlow.js sums segments of the first axis only: bring the axis there, sum, and bring it back. */
function segmentSum(tf: TensorFlow, dy: Tensor, indices: Tensor, axis: number, shape: readonly number[]): Tensor {
  const product = (s: readonly number[]) => s.reduce((a, b) => a * b, 1);
  const [before, rows, after] = [product(shape.slice(0, axis)), shape[axis]!, product(shape.slice(axis + 1))];
  const first = tf.transpose(tf.reshape(dy, [before, indices.size, after]), [1, 0, 2]);
  const sums = tf.unsortedSegmentSum(first, tf.reshape(indices, [indices.size]), rows);
  return tf.reshape(tf.transpose(sums, [1, 0, 2]), [...shape]);
}

/** Slices of x along an axis, in the order and shape of the indices: [.., axis, ..] → [.., indices.shape, ..]. */
export const gather = (x: GraphNode, indices: GraphNode, axis = 0): GraphNode =>
  make(indexing.gather, [x, indices], { axis: axisOf('gather', x, axis) });
/**
 * The sum of slices that have the same index: dy [.., indices.shape, ..] → [.., rows, ..], zero where no index points.
 * `axis`, from 0, is where the indices' dimensions begin.
 */
export const scatterAdd = (dy: GraphNode, indices: GraphNode, axis: number, rows: Dim): GraphNode =>
  make(indexing.scatterAdd, [dy, indices], { axis, rows });
/** 1 at each index and 0 elsewhere, float32: [..] → [.., depth]. */
export const oneHot = (indices: GraphNode, depth: number): GraphNode => make(indexing.oneHot, [indices], { depth });
