import { type indexing, known, type parts, type products, type shapes } from '../../../graph';
import type { Tensor, TensorFlow } from '../tensorflow';
import type { TfjsLowerings } from './rule';

/** Ops that rearrange numbers, and matrix products. */

/** The shape with another length along one axis. */
const along = <T>(shape: readonly T[], axis: number, there: T): T[] => shape.map((d, i) => (i === axis ? there : d));

export const ofShapes: TfjsLowerings<typeof shapes> = {
  reshape: (tf, [x], { shape }, N) => tf.reshape(x, known(shape, N)),
  transpose: (tf, [x], { attributes }) => tf.transpose(x, [...attributes.perm]),
  broadcastTo: (tf, [x], { shape }, N) => tf.broadcastTo(x, known(shape, N)),
};

export const ofParts: TfjsLowerings<typeof parts> = {
  slice(tf, [x], { attributes: { axis, start, end } }) {
    const none = x.shape.map(() => 0);
    return tf.slice(x, along(none, axis, start), along(x.shape, axis, end - start));
  },
  pad(tf, [x], { attributes: { axis, lo, hi } }) {
    const none = x.shape.map((): [number, number] => [0, 0]);
    return tf.pad(x, along(none, axis, [lo, hi]));
  },
  concatenate: (tf, xs, { attributes }) => tf.concat([...xs], attributes.axis),
  split: (tf, [x], { attributes: { axis, sizes } }, N) => tf.split(x, known(sizes, N), axis),
};

export const ofProducts: TfjsLowerings<typeof products> = {
  /** TensorFlow.js broadcasts only one of the two. */
  matmul(tf, [a, b], { shape, attributes: { transposeA, transposeB } }, N) {
    const lead = known(shape.slice(0, -2), N);
    const [x, y] = [a, b].map(t => (lead.length > 0 ? tf.broadcastTo(t, [...lead, ...t.shape.slice(-2)]) : t));
    return tf.matMul(x!, y!, transposeA, transposeB);
  },
};

export const ofIndexing: TfjsLowerings<typeof indexing> = {
  gather: (tf, [x, indices], { attributes }) => tf.gather(x, indices, attributes.axis),
  scatterAdd: (tf, [dy, indices], { shape, attributes: { axis } }, N) =>
    segmentSum(tf, dy, indices, axis, known(shape, N)),
  oneHot: (tf, [indices], { attributes }) => tf.cast(tf.oneHot(indices, attributes.depth), 'float32'),
};

/** TensorFlow.js sums segments of the first axis only: the axis is moved there, summed, and moved back. */
function segmentSum(tf: TensorFlow, dy: Tensor, indices: Tensor, axis: number, shape: readonly number[]): Tensor {
  const product = (s: readonly number[]) => s.reduce((a, b) => a * b, 1);
  const [before, rows, after] = [product(shape.slice(0, axis)), shape[axis]!, product(shape.slice(axis + 1))];
  const first = tf.transpose(tf.reshape(dy, [before, indices.size, after]), [1, 0, 2]);
  const sums = tf.unsortedSegmentSum(first, tf.reshape(indices, [indices.size]), rows);
  return tf.reshape(tf.transpose(sums, [1, 0, 2]), [...shape]);
}
