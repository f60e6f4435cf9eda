import { broadcast, same } from '../dimensions';
import { make } from '../node';
import type { Row, Rows } from '../row';
import type { BinaryName } from '../tfjs';
import type { DType, GraphNode, Shape } from '../types';
import { BOOL, expectTypes, FLOAT, NUMBER } from './dtypes';
import { constant, scalarValue } from './leaves';
import { sum } from './reductions';
import { reshape } from './shape';
import { cast, log, neg, sqrt, square } from './unary';

/** Arithmetic and comparison, element by element; operands of different shapes are broadcast. */

interface Binary {
  readonly onnx: string;
  readonly tfjs: BinaryName;
  readonly types?: readonly DType[];
  /** for each operand, before broadcasting is undone */
  readonly gradient: (dy: GraphNode, a: GraphNode, b: GraphNode, y: GraphNode) => readonly [GraphNode, GraphNode];
  readonly simplify?: (a: GraphNode, b: GraphNode) => GraphNode | null;
  /** of two scalar constants */
  readonly fold?: (a: number, b: number) => number;
}

const binary = (op: string, { onnx, tfjs, types = NUMBER, gradient, simplify, fold }: Binary): Row => ({
  shape([a, b]) {
    expectTypes([a, b], types);
    return broadcast(a.shape, b.shape);
  },
  gradient: (dy, [a, b], y) => {
    const [da, db] = gradient(dy, a, b, y);
    return [reduceTo(da, a.shape), reduceTo(db, b.shape)];
  },
  simplify([a, b]) {
    const [x, y] = [scalarValue(a), scalarValue(b)];
    if (fold && x !== null && y !== null) return constant(fold(x, y), [], a.dtype);
    return narrowed(op, a, b) ?? simplify?.(a, b) ?? null;
  },
  onnx: (emit, _, [a, b]) => emit.op(onnx, [a, b]),
  tfjs: (tf, [a, b]) => tf[tfjs](a, b),
  atOnce: 'aligned',
});

const comparison = (op: string, onnx: string, tfjs: BinaryName): Row => ({
  shape([a, b]) {
    expectTypes([a, b], NUMBER);
    return broadcast(a.shape, b.shape);
  },
  dtype: () => 'bool',
  simplify: ([a, b]) => narrowed(op, a, b),
  gradient: null,
  onnx: (emit, _, [a, b]) => emit.op(onnx, [a, b]),
  tfjs: (tf, [a, b]) => tf[tfjs](a, b),
  atOnce: 'aligned',
});

/** An operand that was broadcast by hand goes in as it was, where the op itself broadcasts it to the same shape. */
function narrowed(op: string, a: GraphNode, b: GraphNode): GraphNode | null {
  const before = (x: GraphNode, other: GraphNode) => {
    const inner = x.op === 'broadcastTo' ? x.inputs[0]! : x;
    return same(broadcast(inner.shape, other.shape), broadcast(x.shape, other.shape)) ? inner : x;
  };
  const [x, y] = [before(a, b), b];
  const z = before(y, x);
  return x === a && z === b ? null : make(op, [x, z]);
}

/** dy where the condition holds, else 0. */
const masked = (dy: GraphNode, condition: GraphNode): GraphNode => mul(dy, cast(condition, 'float32'));

export const binaries: Rows = {
  add: binary('add', {
    onnx: 'Add',
    tfjs: 'add',
    gradient: dy => [dy, dy],
    fold: (a, b) => a + b,
    simplify: (a, b) => (scalarValue(b) === 0 ? a : scalarValue(a) === 0 ? b : null),
  }),
  sub: binary('sub', {
    onnx: 'Sub',
    tfjs: 'sub',
    gradient: dy => [dy, neg(dy)],
    fold: (a, b) => a - b,
    simplify: (a, b) => (scalarValue(b) === 0 ? a : null),
  }),
  mul: binary('mul', {
    onnx: 'Mul',
    tfjs: 'mul',
    gradient: (dy, a, b) => [mul(dy, b), mul(dy, a)],
    fold: (a, b) => a * b,
    simplify: (a, b) => (scalarValue(b) === 1 ? a : scalarValue(a) === 1 ? b : null),
  }),
  /** float32 only: integers would be cut off by ONNX Runtime and rounded down by TensorFlow.js */
  div: binary('div', {
    onnx: 'Div',
    tfjs: 'div',
    types: FLOAT,
    gradient: (dy, _, b, y) => [div(dy, b), neg(div(mul(dy, y), b))],
    fold: (a, b) => a / b,
    simplify: (a, b) => (scalarValue(b) === 1 ? a : null),
  }),
  /** d/db = y·log(a), and 0 where a ≤ 0, as in TensorFlow */
  pow: binary('pow', {
    onnx: 'Pow',
    tfjs: 'pow',
    types: FLOAT,
    gradient: (dy, a, b, y) => [mul(dy, mul(b, pow(a, sub(b, 1)))), mul(dy, mul(y, log(where(greater(a, 0), a, 1))))],
    simplify(a, b) {
      const exponent = scalarValue(b);
      return exponent === 1 ? a : exponent === 2 ? square(a) : exponent === 0.5 ? sqrt(a) : null;
    },
  }),
  /** where both are equal the gradient goes to the first, as in TensorFlow */
  maximum: binary('maximum', {
    onnx: 'Max',
    tfjs: 'maximum',
    gradient(dy, a, b) {
      const second = masked(dy, greater(b, a));
      return [sub(dy, second), second];
    },
  }),
  minimum: binary('minimum', {
    onnx: 'Min',
    tfjs: 'minimum',
    gradient(dy, a, b) {
      const second = masked(dy, less(b, a));
      return [sub(dy, second), second];
    },
  }),
  greater: comparison('greater', 'Greater', 'greater'),
  greaterEqual: comparison('greaterEqual', 'GreaterOrEqual', 'greaterEqual'),
  less: comparison('less', 'Less', 'less'),
  equal: comparison('equal', 'Equal', 'equal'),
  where: {
    shape([condition, a, b]) {
      expectTypes([condition], BOOL);
      expectTypes([a, b], NUMBER);
      return broadcast(condition.shape, broadcast(a.shape, b.shape));
    },
    dtype: ([, a]) => a.dtype,
    gradient: (dy, [condition, a, b]) => [
      null,
      reduceTo(where(condition, dy, 0), a.shape),
      reduceTo(where(condition, 0, dy), b.shape),
    ],
    onnx: (emit, _, [condition, a, b]) => emit.op('Where', [condition, a, b]),
    tfjs: (tf, [condition, a, b]) => tf.where(condition, a, b),
    atOnce: 'aligned',
  },
};

/**
 * Undoes broadcasting, in one place: sums a gradient to the shape of the operand that was broadcast. `[N, 3]` to `[3]`
 * sums over the batch, `[N, 3]` to `[N, 1]` over the columns.
 */
export function reduceTo(dy: GraphNode, shape: Shape): GraphNode {
  if (same(dy.shape, shape)) return dy;
  const lead = dy.shape.length - shape.length;
  const axes = dy.shape.map((_, i) => i).filter(i => i < lead || (shape[i - lead] === 1 && dy.shape[i] !== 1));
  return reshape(sum(dy, axes), shape);
}

/** A number may stand where a node may: it becomes a constant of the other operand's dtype. */
export type Operand = GraphNode | number;

function operands(a: Operand, b: Operand): [GraphNode, GraphNode] {
  const dtype = typeof a !== 'number' ? a.dtype : typeof b !== 'number' ? b.dtype : 'float32';
  const lift = (x: Operand) => (typeof x === 'number' ? constant(x, [], dtype) : x);
  return [lift(a), lift(b)];
}

export const add = (a: Operand, b: Operand): GraphNode => make('add', operands(a, b));
export const sub = (a: Operand, b: Operand): GraphNode => make('sub', operands(a, b));
export const mul = (a: Operand, b: Operand): GraphNode => make('mul', operands(a, b));
/** a / b, float32. */
export const div = (a: Operand, b: Operand): GraphNode => make('div', operands(a, b));
/**
 * x·slope + offset, of two scalars; ONNX Runtime does it in one pass (`long-rows.ts`). The scalars are made vectors of one
 * number, as it wants them, here, where that can be done once for many steps.
 */
export function straightLine(x: GraphNode, slope: GraphNode, offset: GraphNode): GraphNode {
  const [a, b] = x.shape.length === 0 ? [slope, offset] : [reshape(slope, [1]), reshape(offset, [1])];
  return add(mul(x, a), b);
}
/** aᵇ, float32. */
export const pow = (a: Operand, b: Operand): GraphNode => make('pow', operands(a, b));
export const maximum = (a: Operand, b: Operand): GraphNode => make('maximum', operands(a, b));
export const minimum = (a: Operand, b: Operand): GraphNode => make('minimum', operands(a, b));
export const greater = (a: Operand, b: Operand): GraphNode => make('greater', operands(a, b));
export const greaterEqual = (a: Operand, b: Operand): GraphNode => make('greaterEqual', operands(a, b));
export const less = (a: Operand, b: Operand): GraphNode => make('less', operands(a, b));
export const equal = (a: Operand, b: Operand): GraphNode => make('equal', operands(a, b));
/** a where the condition (bool) holds, else b. */
export const where = (condition: GraphNode, a: Operand, b: Operand): GraphNode =>
  make('where', [condition, ...operands(a, b)]);
