import { Problem } from '../../../errors';
import {
  add,
  argmax,
  cast,
  concatenate,
  log,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  oneHot,
  pow,
  reshape,
  same,
  size,
  sizeOf,
  softplus,
  square,
  sub,
} from '../../../graph';
import type { Dim, GraphNode } from '../../../graph/types';
import type { TargetForm } from '../../entry';

/** Helpers of losses and metrics: targets and predictions row by row. */

/** Keras's guard against log(0). */
export const epsilon = 1e-7;

/** Mean over all axes but the batch: [N, …] → [N]. */
export const meanOfRow = (x: GraphNode): GraphNode =>
  x.shape.length === 1
    ? x
    : mean(
        x,
        Array.from({ length: x.shape.length - 1 }, (_, i) => i + 1),
      );

/** The target as float32 in the shape of the prediction: [N] is accepted for [N, 1]; nothing else is broadcast. */
export function aligned(target: GraphNode, prediction: GraphNode): GraphNode {
  const y = cast(target, 'float32');
  if (same(y.shape, prediction.shape)) return y;
  if (size(y.shape) === size(prediction.shape)) return reshape(y, prediction.shape);
  throw new Problem(
    `expects a target of the shape of the prediction, [${prediction.shape.join(', ')}], received [${y.shape.join(', ')}]`,
    { expected: prediction.shape, received: y.shape },
  );
}

/** Class indices [N, …] in one-hot form, in the shape of the prediction [N, …, classes]. */
export function classes(target: GraphNode, prediction: GraphNode): GraphNode {
  const indices = cast(target, 'int32');
  const lead = prediction.shape.slice(0, -1);
  if (size(indices.shape) !== size(lead))
    throw new Problem(`expects class indices of shape [${lead.join(', ')}], received [${indices.shape.join(', ')}]`, {
      expected: lead,
      received: indices.shape,
    });
  return oneHot(same(indices.shape, lead) ? indices : reshape(indices, lead), lastOf(prediction));
}

/**
 * Label smoothing: every wrong class keeps a small probability, so that the network does not become overconfident.
 * Source: keras.losses.
 */
export const smoothed = (y: GraphNode, amount: number, classes: number): GraphNode =>
  amount === 0 ? y : add(mul(y, 1 - amount), amount / classes);

/** x^gamma for x ≥ 0, with a gradient at 0; the usual square is computed without a logarithm. */
export const focus = (x: GraphNode, gamma: number): GraphNode =>
  gamma === 2 ? square(x) : pow(maximum(x, epsilon), gamma);

/** p clipped to 1e-7 from 0 and 1, so that its logarithms are finite. */
export const safe = (p: GraphNode): GraphNode => minimum(maximum(p, epsilon), 1 - epsilon);

/**
 * −(y·log(p) + (1 − y)·log(1 − p)), element by element. After a sigmoid of z it is softplus(z) − y·z, as in Keras:
 * exact where p would be 0 or 1. Otherwise p is clipped to 1e-7 from 0 and 1.
 */
export function crossentropy(y: GraphNode, prediction: GraphNode): GraphNode {
  if (prediction.op.name === 'sigmoid') {
    const z = prediction.inputs[0]!;
    return sub(softplus(z), mul(y, z));
  }
  const p = safe(prediction);
  return neg(add(mul(y, log(p)), mul(sub(1, y), log(sub(1, p)))));
}

export const lastOf = (x: GraphNode): number => x.shape.at(-1) as number;

/**
 * Actual value and decision of each row and class as 0 or 1, and the score: [rows, classes]. Binary targets have one
 * class.
 */
export function table(target: GraphNode, prediction: GraphNode, form: TargetForm) {
  const width = lastOf(prediction);
  const rows: Dim = size(prediction.shape.slice(0, -1));
  const flat = (x: GraphNode): GraphNode => reshape(x, [rows, width]);
  const truth = form === 'index' ? classes(target, prediction) : aligned(target, prediction);
  return { truth: flat(truth), score: flat(prediction), rows, width };
}

/** The class with the highest score as one-hot. */
export const highest = (score: GraphNode): GraphNode => oneHot(argmax(score), lastOf(score));

/** Concatenates scalars and vectors. */
export const vector = (...parts: GraphNode[]): GraphNode =>
  concatenate(
    parts.map(part => reshape(part, [size(part.shape)])),
    0,
  );

/** The number of elements of a shape in this batch, a float32 scalar. */
export const count = (x: GraphNode): GraphNode => cast(sizeOf(size(x.shape)), 'float32');

/** NaN if the denominator is 0: an undefined ratio is not 0. */
export const ratio = (a: number, b: number): number => (b === 0 ? Number.NaN : a / b);
/** The mean of the defined values; NaN if none is defined. */
export function meanOfDefined(values: readonly number[]): number {
  const defined = values.filter(value => !Number.isNaN(value));
  return ratio(
    defined.reduce((a, b) => a + b, 0),
    defined.length,
  );
}
