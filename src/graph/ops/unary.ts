import type { DType } from '../../spec';
import { make } from '../node';
import { type Definition, define, named, type Op } from '../op';
import type { GraphNode } from '../types';
import { elementwise } from './batch';
import { BOOL, expectTypes, FLOAT, NUMBER } from './dtypes';
import { broadcastTo } from './shape';

/** Functions of one tensor, element by element. */

const unary = (types: readonly DType[] = FLOAT): Definition => ({
  shape([x]) {
    expectTypes([x], types);
    return x.shape;
  },
  /** a broadcast scalar is computed once */
  simplify(this: Op, [x]) {
    return x.op.name === 'broadcastTo' ? broadcastTo(make(this, x.inputs), x.shape) : null;
  },
  batch: elementwise(),
});

export const unaries = named({
  neg: unary(NUMBER),
  exp: unary(),
  log: unary(),
  sqrt: unary(),
  abs: unary(NUMBER),
  relu: unary(),
  sigmoid: unary(),
  tanh: unary(),
  softplus: unary(),
  erf: unary(),
  sin: unary(),
  cos: unary(),
  sign: unary(NUMBER),
  positive: define({
    shape([x]) {
      expectTypes([x], FLOAT);
      return x.shape;
    },
    batch: elementwise(),
  }),
  floor: unary(),
  logicalNot: unary(BOOL),
  cast: define<{ to: DType }>({
    shape: ([x]) => x.shape,
    dtype: (_, { to }) => to,
    simplify: ([x], { to }) => (x.dtype === to ? x : null),
    batch: elementwise(),
  }),
});

/** −x; float32 or int32. */
export const neg = (x: GraphNode): GraphNode => make(unaries.neg, [x]);
export const exp = (x: GraphNode): GraphNode => make(unaries.exp, [x]);
/** Natural logarithm. */
export const log = (x: GraphNode): GraphNode => make(unaries.log, [x]);
export const sqrt = (x: GraphNode): GraphNode => make(unaries.sqrt, [x]);
/** |x|; its gradient at 0 is 0. */
export const abs = (x: GraphNode): GraphNode => make(unaries.abs, [x]);
/** max(x, 0); its gradient at 0 is 0. */
export const relu = (x: GraphNode): GraphNode => make(unaries.relu, [x]);
export const sigmoid = (x: GraphNode): GraphNode => make(unaries.sigmoid, [x]);
export const tanh = (x: GraphNode): GraphNode => make(unaries.tanh, [x]);
/** log(1 + eˣ), without overflow. */
export const softplus = (x: GraphNode): GraphNode => make(unaries.softplus, [x]);
/** 2/√π ∫₀ˣ exp(−t²) dt. */
export const erf = (x: GraphNode): GraphNode => make(unaries.erf, [x]);
/** Of an angle in radians. */
export const sin = (x: GraphNode): GraphNode => make(unaries.sin, [x]);
export const cos = (x: GraphNode): GraphNode => make(unaries.cos, [x]);
/** −1, 0 or 1; gradient zero. */
export const sign = (x: GraphNode): GraphNode => make(unaries.sign, [x]);
/** 1 where x > 0, else 0; float32. */
export const positive = (x: GraphNode): GraphNode => make(unaries.positive, [x]);
/** The whole number at or below x; gradient zero. */
export const floor = (x: GraphNode): GraphNode => make(unaries.floor, [x]);
/** float32 to int32 truncates; a number is true if it is not 0. */
export const cast = (x: GraphNode, to: DType): GraphNode => make(unaries.cast, [x], { to });
export const logicalNot = (x: GraphNode): GraphNode => make(unaries.logicalNot, [x]);
