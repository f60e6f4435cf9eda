import { cast, concatenate, equal, full, greater, less, maximum, reshape, sum, where } from '../../../graph';
import type { GraphNode } from '../../../graph/types';
import type { Mask } from '../../entry';

/**
 * Masks: which steps of a sequence are present, and which are padding. A mask belongs to a value and has its shape
 * without the last axis, float32: 1 present, 0 padding. Layers pass it on by their `mask`; layers without one end it,
 * like Keras layers that do not support masking. Source: Keras, "Understanding masking & padding".
 *
 * Example: Embedding with maskZero turns [[3, 5, 0, 0]] into vectors [1, 4, outputDim] with the mask [[1, 1, 0, 0]].
 * Dense passes it on. LSTM reads the first two steps; without returnSequences its output has no mask.
 */

/** The mask of layers that process each step separately: that of their input. */
export const sameMask = (_: unknown, __: unknown, [mask]: readonly Mask[]): Mask => mask ?? null;

/**
 * A step is present if it is in any of the inputs; if one input has no mask, there is none. Source: keras merging
 * layers.
 */
export const anyMask = (_: unknown, __: unknown, masks: readonly Mask[]): Mask =>
  masks.reduce((any, mask) => any && mask && maximum(any, mask), masks[0] ?? null);

/** The mask of inputs joined along `axis`; inputs without a mask are fully present. Masks do not have the last axis. */
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

/** 1 where x is not the number `absent`, float32 of x's shape. */
export const differs = (x: GraphNode, absent: number): GraphNode =>
  cast(less(cast(equal(cast(x, 'float32'), absent), 'float32'), 0.5), 'float32');

/** 1 where any number along the last axis is not `absent`. */
export const anyDiffers = (x: GraphNode, absent: number): GraphNode =>
  cast(greater(sum(differs(x, absent), [-1]), 0), 'float32');

/** x where the mask is 1, else `otherwise`. The mask has x's shape without `axis` (default: the last). */
export function whereThere(mask: GraphNode, x: GraphNode, otherwise: GraphNode | number, axis = x.shape.length - 1) {
  return where(greater(along(mask, axis), 0.5), x, otherwise);
}

/** The mask with an additional axis of length 1. */
export const along = (mask: GraphNode, axis: number): GraphNode => reshape(mask, mask.shape.toSpliced(axis, 0, 1));
