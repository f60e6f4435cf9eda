import { type binaries, div, greater, less, mul, pow, sub, where } from '../ops/binary';
import { cast, log, neg } from '../ops/unary';
import type { GraphNode } from '../types';
import { reduceTo } from './reduce-to';
import type { Gradient, Gradients } from './rule';

/** For each operand, before broadcasting is undone. */
type Parts = (dy: GraphNode, a: GraphNode, b: GraphNode, y: GraphNode) => readonly [GraphNode, GraphNode];

const broadcasting =
  (parts: Parts): Gradient =>
  (dy, [a, b], y) => {
    const [da, db] = parts(dy, a, b, y);
    return [reduceTo(da, a.shape), reduceTo(db, b.shape)];
  };

/** dy where the condition holds, else 0. */
const masked = (dy: GraphNode, condition: GraphNode): GraphNode => mul(dy, cast(condition, 'float32'));
/** Where both are equal, the gradient goes to the first, as in TensorFlow. */
const oneOf = (isSecond: (a: GraphNode, b: GraphNode) => GraphNode): Gradient =>
  broadcasting((dy, a, b) => {
    const second = masked(dy, isSecond(a, b));
    return [sub(dy, second), second];
  });

export const ofBinaries: Gradients<typeof binaries> = {
  add: broadcasting(dy => [dy, dy]),
  sub: broadcasting(dy => [dy, neg(dy)]),
  mul: broadcasting((dy, a, b) => [mul(dy, b), mul(dy, a)]),
  div: broadcasting((dy, _, b, y) => [div(dy, b), neg(div(mul(dy, y), b))]),
  /** d/db = y·log(a), and 0 where a ≤ 0, as in TensorFlow */
  pow: broadcasting((dy, a, b, y) => [
    mul(dy, mul(b, pow(a, sub(b, 1)))),
    mul(dy, mul(y, log(where(greater(a, 0), a, 1)))),
  ]),
  maximum: oneOf((a, b) => greater(b, a)),
  minimum: oneOf((a, b) => less(b, a)),
  greater: null,
  greaterEqual: null,
  less: null,
  equal: null,
  where: (dy, [condition, a, b]) => [
    null,
    reduceTo(where(condition, dy, 0), a.shape),
    reduceTo(where(condition, 0, dy), b!.shape),
  ],
};
