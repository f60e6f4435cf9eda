import { broadcast, same } from '../dimensions';
import { make } from '../node';
import { problem } from '../problem';
import { type Inputs, type NodeOf, type Row, type Rows, row } from '../row';
import type { TensorFlow } from '../tfjs';
import type { DType, GraphNode, Shape } from '../types';
import { constant, scalarValue } from './leaves';
import { sum } from './reductions';
import { reshape } from './shape';

/** Arithmetic, functions and comparisons, element by element; operands of different shapes are broadcast. */

const FLOAT: readonly DType[] = ['float32'];
const NUMBER: readonly DType[] = ['float32', 'int32'];

function check(inputs: readonly GraphNode[], allowed: readonly DType[]): void {
  const [first] = inputs;
  for (const { dtype } of inputs) {
    if (!allowed.includes(dtype)) throw problem(`the operands must be ${allowed.join(' or ')}, received ${dtype}`);
    if (dtype !== first?.dtype)
      throw problem(`the operands must have one dtype, received ${first?.dtype} and ${dtype}`);
  }
}

interface Unary {
  readonly onnx: string;
  readonly tfjs: keyof TensorFlow &
    ('neg' | 'exp' | 'log' | 'sqrt' | 'abs' | 'relu' | 'sigmoid' | 'tanh' | 'erf' | 'sign' | 'floor' | 'softplus');
  readonly types?: readonly DType[];
  readonly gradient: ((dy: GraphNode, x: GraphNode, y: GraphNode) => GraphNode) | null;
}

const unary = ({ onnx, tfjs, types = FLOAT, gradient }: Unary): Row => ({
  shape: ([x]) => (check([x], types), x.shape),
  gradient: gradient && ((dy, [x], y) => [gradient(dy, x, y)]),
  onnx: (emit, _, [x]) => emit.op(onnx, [x]),
  tfjs: (tf, [x]) => tf[tfjs](x),
});

interface Binary {
  readonly onnx: string;
  readonly tfjs:
    | 'add'
    | 'sub'
    | 'mul'
    | 'div'
    | 'pow'
    | 'maximum'
    | 'minimum'
    | 'greater'
    | 'greaterEqual'
    | 'less'
    | 'equal';
  readonly types?: readonly DType[];
  readonly result?: DType;
  /** before broadcasting is undone; null where zero */
  readonly gradient:
    | ((dy: GraphNode, a: GraphNode, b: GraphNode, y: GraphNode) => readonly [GraphNode, GraphNode | null])
    | null;
  readonly simplify?: (a: GraphNode, b: GraphNode) => GraphNode | null;
  /** value of two scalar constants */
  readonly fold?: (a: number, b: number) => number;
}

const binary = (op: string, { onnx, tfjs, types = NUMBER, result, gradient, simplify, fold }: Binary): Row => ({
  shape: ([a, b]) => (check([a, b], types), broadcast(a.shape, b.shape)),
  ...(result && { dtype: () => result }),
  gradient: gradient && ((dy, [a, b], y) => gradient(dy, a, b, y).map((d, i) => d && reduceTo(d, y.inputs[i]!.shape))),
  simplify([a, b]) {
    const [x, y] = [scalarValue(a), scalarValue(b)];
    if (fold && x !== null && y !== null) return constant(fold(x, y), [], a.dtype);
    const [narrowA, narrowB] = [narrow(a, b), narrow(b, a)];
    if (narrowA) return make(op, [narrowA, b]);
    if (narrowB) return make(op, [a, narrowB]);
    return simplify?.(a, b) ?? null;
  },
  onnx: (emit, _, [a, b]) => emit.op(onnx, [a, b]),
  tfjs: (tf, [a, b]) => tf[tfjs](a, b),
});

/** An operand that was broadcast by hand, as it was before, where the op itself broadcasts it to the same shape. */
function narrow(a: GraphNode, b: GraphNode): GraphNode | null {
  const inner = a.op === 'broadcastTo' ? a.inputs[0]! : null;
  return inner && same(broadcast(inner.shape, b.shape), broadcast(a.shape, b.shape)) ? inner : null;
}

/** x itself, where a neutral operand does not widen it. */
const keep = (x: GraphNode, other: GraphNode): GraphNode | null =>
  same(broadcast(x.shape, other.shape), x.shape) ? x : null;

/** Greater, Cast, Mul: in ONNX Runtime cheaper than Where (several passes) and Sign. */
const masked = (dy: GraphNode, condition: GraphNode): GraphNode => mul(dy, cast(condition, 'float32'));

export const elementwise: Rows = {
  neg: unary({ onnx: 'Neg', tfjs: 'neg', types: NUMBER, gradient: dy => neg(dy) }),
  exp: unary({ onnx: 'Exp', tfjs: 'exp', gradient: (dy, _, y) => mul(dy, y) }),
  log: unary({ onnx: 'Log', tfjs: 'log', gradient: (dy, x) => div(dy, x) }),
  sqrt: unary({ onnx: 'Sqrt', tfjs: 'sqrt', gradient: (dy, _, y) => div(mul(dy, 0.5), y) }),
  abs: unary({ onnx: 'Abs', tfjs: 'abs', types: NUMBER, gradient: (dy, x) => mul(dy, sign(x)) }),
  relu: unary({ onnx: 'Relu', tfjs: 'relu', gradient: (dy, _, y) => masked(dy, greater(y, 0)) }),
  sigmoid: unary({ onnx: 'Sigmoid', tfjs: 'sigmoid', gradient: (dy, _, y) => mul(dy, mul(y, sub(1, y))) }),
  tanh: unary({ onnx: 'Tanh', tfjs: 'tanh', gradient: (dy, _, y) => mul(dy, sub(1, square(y))) }),
  softplus: unary({ onnx: 'Softplus', tfjs: 'softplus', gradient: (dy, x) => mul(dy, sigmoid(x)) }),
  erf: unary({
    onnx: 'Erf',
    tfjs: 'erf',
    gradient: (dy, x) => mul(dy, mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI))),
  }),
  sign: unary({ onnx: 'Sign', tfjs: 'sign', types: NUMBER, gradient: null }),
  floor: unary({ onnx: 'Floor', tfjs: 'floor', gradient: null }),
  logicalNot: {
    shape: ([x]) => (check([x], ['bool']), x.shape),
    gradient: null,
    onnx: (emit, _, [x]) => emit.op('Not', [x]),
    tfjs: (tf, [x]) => tf.logicalNot(x),
  },
  cast: row<{ to: DType }>({
    shape: ([x]) => x.shape,
    dtype: (_, { to }) => to,
    simplify: ([x], { to }) => (x.dtype === to ? x : null),
    gradient: null, // one side is not a float
    onnx: (emit, { attributes }, [x]) => emit.cast(x, attributes.to),
    tfjs: (tf, [x], { attributes }) => tf.cast(x, attributes.to),
  }),

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
  /** float32 only: integers are cut off by ONNX and rounded by TensorFlow */
  div: binary('div', {
    onnx: 'Div',
    tfjs: 'div',
    types: FLOAT,
    gradient: (dy, _, b, y) => [div(dy, b), neg(div(mul(dy, y), b))],
    fold: (a, b) => a / b,
    simplify: (a, b) => (scalarValue(b) === 1 ? a : null),
  }),
  /** For the exponent the gradient is y·log(a), and 0 where a ≤ 0, as in TensorFlow. */
  pow: binary('pow', {
    onnx: 'Pow',
    tfjs: 'pow',
    types: FLOAT,
    gradient: (dy, a, b, y) => [
      mul(dy, mul(b, pow(a, sub(b, 1)))),
      b.op === 'constant' ? null : mul(dy, mul(y, log(where(greater(a, 0), a, 1)))),
    ],
    simplify: (a, b) => {
      const exponent = scalarValue(b);
      return exponent === 1 ? a : exponent === 2 ? square(a) : exponent === 0.5 ? sqrt(a) : null;
    },
  }),
  /** Where both are equal the gradient goes to the first, as in TensorFlow. */
  maximum: binary('maximum', {
    onnx: 'Max',
    tfjs: 'maximum',
    gradient: (dy, a, b) => {
      const second = masked(dy, greater(b, a));
      return [sub(dy, second), second];
    },
  }),
  minimum: binary('minimum', {
    onnx: 'Min',
    tfjs: 'minimum',
    gradient: (dy, a, b) => {
      const second = masked(dy, less(b, a));
      return [sub(dy, second), second];
    },
  }),
  greater: binary('greater', { onnx: 'Greater', tfjs: 'greater', result: 'bool', gradient: null }),
  greaterEqual: binary('greaterEqual', {
    onnx: 'GreaterOrEqual',
    tfjs: 'greaterEqual',
    result: 'bool',
    gradient: null,
  }),
  less: binary('less', { onnx: 'Less', tfjs: 'less', result: 'bool', gradient: null }),
  equal: binary('equal', { onnx: 'Equal', tfjs: 'equal', result: 'bool', gradient: null }),
  where: {
    shape([condition, a, b]) {
      check([condition], ['bool']);
      check([a, b], NUMBER);
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
  },
};

/**
 * Undoes broadcasting: sums a gradient to the shape of the operand that was broadcast. The one place that does.
 * `[N, 3]` to `[3]` sums over the batch; `[N, 3]` to `[N, 1]` over the columns.
 */
export function reduceTo(dy: GraphNode, shape: Shape): GraphNode {
  if (same(dy.shape, shape)) return dy;
  const lead = dy.shape.length - shape.length;
  const axes = dy.shape.map((_, i) => i).filter(i => i < lead || (shape[i - lead] === 1 && dy.shape[i] !== 1));
  return reshape(sum(dy, axes), shape);
}

/** A number where a node may stand: a constant with the other operand's dtype. */
export type Operand = GraphNode | number;

function operands(a: Operand, b: Operand): [GraphNode, GraphNode] {
  const dtype = typeof a !== 'number' ? a.dtype : typeof b !== 'number' ? b.dtype : 'float32';
  const lift = (x: Operand) => (typeof x === 'number' ? constant(x, [], dtype) : x);
  return [lift(a), lift(b)];
}

/** −x; float32 or int32. */
export const neg = (x: GraphNode): GraphNode => make('neg', [x]);
export const exp = (x: GraphNode): GraphNode => make('exp', [x]);
/** Natural logarithm. */
export const log = (x: GraphNode): GraphNode => make('log', [x]);
export const sqrt = (x: GraphNode): GraphNode => make('sqrt', [x]);
/** |x|; its gradient at 0 is 0. */
export const abs = (x: GraphNode): GraphNode => make('abs', [x]);
/** max(x, 0); its gradient at 0 is 0. */
export const relu = (x: GraphNode): GraphNode => make('relu', [x]);
export const sigmoid = (x: GraphNode): GraphNode => make('sigmoid', [x]);
export const tanh = (x: GraphNode): GraphNode => make('tanh', [x]);
/** log(1 + eˣ), without overflow. */
export const softplus = (x: GraphNode): GraphNode => make('softplus', [x]);
/** 2/√π ∫₀ˣ exp(−t²) dt. */
export const erf = (x: GraphNode): GraphNode => make('erf', [x]);
/** −1, 0 or 1; no gradient. */
export const sign = (x: GraphNode): GraphNode => make('sign', [x]);
export const floor = (x: GraphNode): GraphNode => make('floor', [x]);
export const square = (x: GraphNode): GraphNode => mul(x, x);
/** float32 to int32 cuts off the fraction; a number is true where it is not 0. */
export const cast = (x: GraphNode, to: DType): GraphNode => make('cast', [x], { to });
export const logicalNot = (x: GraphNode): GraphNode => make('logicalNot', [x]);

export const add = (a: Operand, b: Operand): GraphNode => make('add', operands(a, b));
export const sub = (a: Operand, b: Operand): GraphNode => make('sub', operands(a, b));
export const mul = (a: Operand, b: Operand): GraphNode => make('mul', operands(a, b));
/** float32. */
export const div = (a: Operand, b: Operand): GraphNode => make('div', operands(a, b));
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
