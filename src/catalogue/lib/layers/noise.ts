import { add, cast, cos, greaterEqual, log, mul, neg, sqrt, sub } from '../../../graph';
import type { GraphNode, Shape } from '../../../graph/types';
import type { CallContext } from '../../entry';

/** Random numbers in training, from the uniform ones of the step. */

type Random = CallContext['random'];

/** Normal numbers of mean 0 and standard deviation 1. Source: Box and Muller 1958. */
export function normal(random: Random, shape: Shape): GraphNode {
  const radius = sqrt(mul(log(sub(1, random(shape))), -2));
  return mul(radius, cos(mul(random(shape), 2 * Math.PI)));
}

/** 1 with probability 1 − rate, else 0. */
export const kept = (random: Random, shape: Shape, rate: number): GraphNode =>
  cast(greaterEqual(random(shape), rate), 'float32');

/**
 * x where `kept` is 1 and 0 elsewhere, divided by 1 − rate, so that the mean stays the same; at rate 1 everything is 0.
 */
export const dropped = (x: GraphNode, keep: GraphNode, rate: number): GraphNode =>
  mul(x, rate === 1 ? mul(keep, 0) : mul(keep, 1 / (1 - rate)));

/** y = x where `keep` is 1, else `otherwise`. */
export const keptOr = (x: GraphNode, keep: GraphNode, otherwise: number): GraphNode =>
  add(mul(x, keep), mul(add(neg(keep), 1), otherwise));
