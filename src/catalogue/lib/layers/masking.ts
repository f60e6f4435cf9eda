import { cast, concatenate, equal, full, greater, less, maximum, reshape, sum, where } from '../../../graph';
import type { GraphNode } from '../../../graph/types';
import type { Mask } from '../../entry';

/**
 * Masks: which steps of a sequence are there, and which only fill it up to the length of the others. A mask belongs to a
 * value and has its shape without the last axis, float32: 1 there, 0 not. Layers hand it on by their `mask`; those that
 * have none end it, as layers of Keras do that do not support masking. Source: Keras, "Understanding masking & padding".
 *
 * Example: Embedding with maskZero makes of [[3, 5, 0, 0]] vectors [1, 4, outputDim] with the mask [[1, 1, 0, 0]]; Dense
 * hands it on; LSTM takes the first two steps, and without returnSequences there is no mask behind it.
 */

/** The mask of layers that take each step by itself: their input's. */
export const sameMask = (_: unknown, __: unknown, [mask]: readonly Mask[]): Mask => mask ?? null;

/** A step is there where it is in any of the inputs; where one has no mask, there is none. Source: keras merging layers. */
export const anyMask = (_: unknown, __: unknown, masks: readonly Mask[]): Mask =>
  masks.reduce((any, mask) => any && mask && maximum(any, mask), masks[0] ?? null);

/** Of inputs that follow one another along `axis`; those without a mask are there. The last axis is no axis of masks. */
export function masksAlong(axis: number, inputs: readonly GraphNode[], masks: readonly Mask[]): Mask {
  if (masks.every(mask => mask === null)) return null;
  const ofLast = axis === inputs[0]!.shape.length - 1;
  if (ofLast && masks.includes(null)) return null;
  if (ofLast) return anyMask({}, inputs, masks);
  return concatenate(
    masks.map((mask, i) => mask ?? full(1, inputs[i]!.shape.slice(0, -1))),
    axis,
  );
}

/** Where x is not the number `absent`, float32 of x's shape. */
export const differs = (x: GraphNode, absent: number): GraphNode =>
  cast(less(cast(equal(cast(x, 'float32'), absent), 'float32'), 0.5), 'float32');

/** Where any number along the last axis is not `absent`. */
export const anyDiffers = (x: GraphNode, absent: number): GraphNode =>
  cast(greater(sum(differs(x, absent), [-1]), 0), 'float32');

/** x where the mask holds, else `otherwise`. The mask has x's shape without `axis` (default: the last). */
export function whereThere(mask: GraphNode, x: GraphNode, otherwise: GraphNode | number, axis = x.shape.length - 1) {
  return where(greater(along(mask, axis), 0.5), x, otherwise);
}

/** The mask with an axis of length 1 more. */
export const along = (mask: GraphNode, axis: number): GraphNode => reshape(mask, mask.shape.toSpliced(axis, 0, 1));
