import type { DType } from '../../spec';
import { broadcast, same } from '../dimensions';
import { make } from '../node';
import { type Definition, define, named, type Op } from '../op';
import type { GraphNode } from '../types';
import { elementwise } from './batch';
import { BOOL, expectTypes, FLOAT, NUMBER } from './dtypes';
import { constant, scalarValue } from './leaves';
import { reshape } from './shape';
import { sqrt } from './unary';

/** Arithmetic and comparison, element by element; operands of different shapes are broadcast. */

interface Binary {
  readonly types?: readonly DType[];
  readonly simplify?: (a: GraphNode, b: GraphNode) => GraphNode | null;
  /** constant folding for two scalars */
  readonly fold?: (a: number, b: number) => number;
}

const binary = ({ types = NUMBER, simplify, fold }: Binary = {}): Definition => ({
  shape([a, b]) {
    expectTypes([a, b], types);
    return broadcast(a.shape, b.shape);
  },
  simplify(this: Op, [a, b]) {
    const [x, y] = [scalarValue(a), scalarValue(b)];
    if (fold && x !== null && y !== null) return constant(fold(x, y), [], a.dtype);
    return narrowed(this, a, b) ?? simplify?.(a, b) ?? null;
  },
  batch: elementwise(),
});

const comparison: Definition = {
  shape([a, b]) {
    expectTypes([a, b], NUMBER);
    return broadcast(a.shape, b.shape);
  },
  dtype: () => 'bool',
  simplify(this: Op, [a, b]) {
    return narrowed(this, a, b);
  },
  batch: elementwise(),
};

/** Skips an explicit broadcast of an operand if the op itself would broadcast it to the same shape. */
function narrowed(op: Op, a: GraphNode, b: GraphNode): GraphNode | null {
  const before = (x: GraphNode, other: GraphNode) => {
    const inner = x.op.name === 'broadcastTo' ? x.inputs[0]! : x;
    return same(broadcast(inner.shape, other.shape), broadcast(x.shape, other.shape)) ? inner : x;
  };
  const [x, y] = [before(a, b), b];
  const z = before(y, x);
  return x === a && z === b ? null : make(op, [x, z]);
}

export const binaries = named({
  add: binary({
    fold: (a, b) => a + b,
    simplify: (a, b) => (scalarValue(b) === 0 ? a : scalarValue(a) === 0 ? b : null),
  }),
  sub: binary({
    fold: (a, b) => a - b,
    simplify: (a, b) => (scalarValue(b) === 0 ? a : null),
  }),
  mul: binary({
    fold: (a, b) => a * b,
    simplify: (a, b) => (scalarValue(b) === 1 ? a : scalarValue(a) === 1 ? b : null),
  }),
  /** float32 only: for integers ONNX Runtime truncates and TensorFlow.js rounds down */
  div: binary({
    types: FLOAT,
    fold: (a, b) => a / b,
    simplify: (a, b) => (scalarValue(b) === 1 ? a : null),
  }),
  pow: binary({
    types: FLOAT,
    simplify(a, b) {
      const exponent = scalarValue(b);
      return exponent === 1 ? a : exponent === 2 ? square(a) : exponent === 0.5 ? sqrt(a) : null;
    },
  }),
  maximum: binary(),
  minimum: binary(),
  greater: comparison,
  greaterEqual: comparison,
  less: comparison,
  equal: comparison,
  where: define({
    shape([condition, a, b]) {
      expectTypes([condition], BOOL);
      expectTypes([a, b], NUMBER);
      return broadcast(condition.shape, broadcast(a.shape, b.shape));
    },
    dtype: ([, a]) => a.dtype,
    batch: elementwise(),
  }),
});

/** A number may be used as a node: it becomes a constant of the other operand's dtype. */
export type Operand = GraphNode | number;

function operands(a: Operand, b: Operand): [GraphNode, GraphNode] {
  const dtype = typeof a !== 'number' ? a.dtype : typeof b !== 'number' ? b.dtype : 'float32';
  const lift = (x: Operand) => (typeof x === 'number' ? constant(x, [], dtype) : x);
  return [lift(a), lift(b)];
}

export const add = (a: Operand, b: Operand): GraphNode => make(binaries.add, operands(a, b));
export const sub = (a: Operand, b: Operand): GraphNode => make(binaries.sub, operands(a, b));
export const mul = (a: Operand, b: Operand): GraphNode => make(binaries.mul, operands(a, b));
export const square = (x: GraphNode): GraphNode => mul(x, x);
/** a / b, float32. */
export const div = (a: Operand, b: Operand): GraphNode => make(binaries.div, operands(a, b));
/**
 * x·slope + offset with two scalars, which ONNX Runtime does in one pass (onnx/write/fused-multiply-add.ts). It needs
 * vectors of one number; they are made here, where it can be done once for many steps.
 */
export function straightLine(x: GraphNode, slope: GraphNode, offset: GraphNode): GraphNode {
  const [a, b] = x.shape.length === 0 ? [slope, offset] : [reshape(slope, [1]), reshape(offset, [1])];
  return add(mul(x, a), b);
}
/** aᵇ, float32. */
export const pow = (a: Operand, b: Operand): GraphNode => make(binaries.pow, operands(a, b));
export const maximum = (a: Operand, b: Operand): GraphNode => make(binaries.maximum, operands(a, b));
export const minimum = (a: Operand, b: Operand): GraphNode => make(binaries.minimum, operands(a, b));
export const greater = (a: Operand, b: Operand): GraphNode => make(binaries.greater, operands(a, b));
export const greaterEqual = (a: Operand, b: Operand): GraphNode => make(binaries.greaterEqual, operands(a, b));
export const less = (a: Operand, b: Operand): GraphNode => make(binaries.less, operands(a, b));
export const equal = (a: Operand, b: Operand): GraphNode => make(binaries.equal, operands(a, b));
/** a where the condition (bool) holds, else b. */
export const where = (condition: GraphNode, a: Operand, b: Operand): GraphNode =>
  make(binaries.where, [condition, ...operands(a, b)]);
