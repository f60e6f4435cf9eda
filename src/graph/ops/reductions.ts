import { Problem } from '../../errors';
import { isSymbolic, size } from '../dimensions';
import { make } from '../node';
import { type Definition, define, isNode, named, type Op } from '../op';
import type { GraphNode, Shape } from '../types';
import { alongLastAxis, stacked } from './batch';
import { div, mul, sub } from './binary';
import { scalarValue, sizeOf } from './leaves';
import { axisOf, reshape } from './shape';
import { exp, log, neg } from './unary';

/** Reductions along axes, and the two softmaxes, which divide by a sum. */

export type Reduction = {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
};

/** The shape with each reduced axis of length 1, so that the result broadcasts against x. */
export const kept = (x: GraphNode, axes: readonly number[]): Shape => x.shape.map((d, i) => (axes.includes(i) ? 1 : d));

interface Reduce {
  /** simplifies a reduction that drops its axes */
  readonly simplify?: (x: GraphNode, axes: readonly number[]) => GraphNode | null;
  /** Is the result bit for bit the same in any order of the numbers? */
  readonly inAnyOrder?: (x: GraphNode) => boolean;
}

const reduction = ({ simplify, inAnyOrder = () => true }: Reduce = {}): Definition<Reduction> =>
  define<Reduction>({
    shape([x], { axes, keepDims }) {
      if (x.dtype === 'bool') throw new Problem('the operand must be float32 or int32, received bool');
      return keepDims ? kept(x, axes) : x.shape.filter((_, i) => !axes.includes(i));
    },
    simplify([x], { axes, keepDims }) {
      // nothing to reduce along axes of length 1
      if (axes.every(a => x.shape[a] === 1))
        return reshape(x, keepDims ? kept(x, axes) : x.shape.filter((_, i) => !axes.includes(i)));
      return keepDims ? null : (simplify?.(x, axes) ?? null);
    },
    batch: stacked(
      ({ axes, keepDims }) => ({ axes: axes.map(a => a + 1), keepDims }),
      ({ inputs: [x] }) => inAnyOrder(x!),
    ),
  });

/** Whole numbers: their sum is exact. */
const isWhole = ({ op: { name }, dtype, inputs }: GraphNode): boolean =>
  dtype === 'int32' ||
  (name === 'cast' && inputs[0]!.dtype !== 'float32') ||
  (name === 'where' && inputs.slice(1).every(x => Number.isInteger(scalarValue(x))));

/** A sum of sums becomes one sum, and a negation moves to where there are fewer numbers. */
function simplerSum(x: GraphNode, axes: readonly number[]): GraphNode | null {
  const inner = x.inputs[0]!;
  if (x.op.name === 'neg') return neg(sum(inner, axes));
  if (!isNode(x, reductions.sum) || x.attributes.keepDims) return null;
  const { axes: first } = x.attributes;
  const left = inner.shape.map((_, i) => i).filter(i => !first.includes(i));
  return sum(inner, [...first, ...axes.map(a => left[a]!)]);
}

export const reductions = named({
  sum: reduction({ simplify: simplerSum, inAnyOrder: isWhole }),
  max: reduction(),
  min: reduction(),
  argmax: define({
    shape: ([x]) => x.shape.slice(0, -1),
    dtype: () => 'int32',
    /** softmax keeps the order */
    simplify: ([x]) => (x.op.name === 'softmax' || x.op.name === 'logSoftmax' ? argmax(x.inputs[0]!) : null),
    batch: alongLastAxis(),
  }),
  softmax: define({
    shape: ([x]) => x.shape,
    decompose([x]) {
      const powers = exp(sub(x, max(x, [-1], true)));
      return div(powers, sum(powers, [-1], true));
    },
    batch: alongLastAxis(),
  }),
  logSoftmax: define({
    shape: ([x]) => x.shape,
    decompose([x]) {
      const below = sub(x, max(x, [-1], true));
      return sub(below, log(sum(exp(below), [-1], true)));
    },
    batch: alongLastAxis(),
  }),
});

const reduce = (op: Op<Reduction>, x: GraphNode, axes: readonly number[] | undefined, keepDims: boolean): GraphNode => {
  const all = axes?.map(a => axisOf(op.name, x, a)).sort((a, b) => a - b) ?? x.shape.map((_, i) => i);
  return make(op, [x], { axes: [...new Set(all)], keepDims });
};

/** Sum over the axes (default: all); with `keepDims` they stay, with length 1. */
export const sum = (x: GraphNode, axes?: readonly number[], keepDims = false): GraphNode =>
  reduce(reductions.sum, x, axes, keepDims);
export const max = (x: GraphNode, axes?: readonly number[], keepDims = false): GraphNode =>
  reduce(reductions.max, x, axes, keepDims);
export const min = (x: GraphNode, axes?: readonly number[], keepDims = false): GraphNode =>
  reduce(reductions.min, x, axes, keepDims);
/** A mean over the batch divides by the actual number of rows, so that a partial last batch is right. */
export function mean(x: GraphNode, axes: readonly number[] = x.shape.map((_, i) => i), keepDims = false): GraphNode {
  const count = size(axes.map(a => x.shape[axisOf('mean', x, a)]!));
  const total = sum(x, axes, keepDims);
  return isSymbolic(count) ? div(total, sizeOf(count)) : mul(total, 1 / count);
}
/** Index of the largest (the first of equals) along the last axis, int32. */
export const argmax = (x: GraphNode): GraphNode => make(reductions.argmax, [x]);
/** eˣ / Σeˣ along the last axis. */
export const softmax = (x: GraphNode): GraphNode => make(reductions.softmax, [x]);
/** log(softmax(x)), without overflow. */
export const logSoftmax = (x: GraphNode): GraphNode => make(reductions.logSoftmax, [x]);
