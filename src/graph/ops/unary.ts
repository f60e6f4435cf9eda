import { make } from '../node';
import { type Row, type Rows, row } from '../row';
import type { UnaryName } from '../tfjs';
import type { DType, GraphNode } from '../types';
import { div, mul, sub } from './binary';
import { BOOL, expectTypes, FLOAT, NUMBER } from './dtypes';
import { broadcastTo } from './shape';

/** Functions of one tensor, element by element. */

interface Unary {
  readonly onnx: string;
  /** the name that the op has here, too */
  readonly tfjs: UnaryName;
  readonly types?: typeof FLOAT;
  readonly fickle?: true;
  readonly gradient: ((dy: GraphNode, x: GraphNode, y: GraphNode) => GraphNode) | null;
}

const unary = ({ onnx, tfjs, types = FLOAT, fickle, gradient }: Unary): Row => ({
  shape([x]) {
    expectTypes([x], types);
    return x.shape;
  },
  /** of what is the same everywhere, once */
  simplify: ([x]) => (x.op === 'broadcastTo' ? broadcastTo(make(tfjs, x.inputs), x.shape) : null),
  gradient: gradient && ((dy, [x], y) => [gradient(dy, x, y)]),
  onnx: (emit, _, [x]) => emit.op(onnx, [x]),
  tfjs: (tf, [x]) => tf[tfjs](x),
  atOnce: 'aligned',
  fickle,
});

export const unaries: Rows = {
  neg: unary({ onnx: 'Neg', tfjs: 'neg', types: NUMBER, gradient: dy => neg(dy) }),
  exp: unary({ onnx: 'Exp', tfjs: 'exp', gradient: (dy, _, y) => mul(dy, y) }),
  log: unary({ onnx: 'Log', tfjs: 'log', fickle: true, gradient: (dy, x) => div(dy, x) }),
  sqrt: unary({ onnx: 'Sqrt', tfjs: 'sqrt', gradient: (dy, _, y) => div(mul(dy, 0.5), y) }),
  abs: unary({ onnx: 'Abs', tfjs: 'abs', types: NUMBER, gradient: (dy, x) => mul(dy, sign(x)) }),
  relu: unary({ onnx: 'Relu', tfjs: 'relu', gradient: (dy, _, y) => mul(dy, positive(y)) }),
  sigmoid: unary({ onnx: 'Sigmoid', tfjs: 'sigmoid', gradient: (dy, _, y) => mul(dy, mul(y, sub(1, y))) }),
  tanh: unary({ onnx: 'Tanh', tfjs: 'tanh', gradient: (dy, _, y) => mul(dy, sub(1, square(y))) }),
  softplus: unary({ onnx: 'Softplus', tfjs: 'softplus', fickle: true, gradient: (dy, x) => mul(dy, sigmoid(x)) }),
  erf: unary({
    onnx: 'Erf',
    tfjs: 'erf',
    gradient: (dy, x) => mul(dy, mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI))),
  }),
  sin: unary({ onnx: 'Sin', tfjs: 'sin', fickle: true, gradient: (dy, x) => mul(dy, cos(x)) }),
  cos: unary({ onnx: 'Cos', tfjs: 'cos', fickle: true, gradient: (dy, x) => neg(mul(dy, sin(x))) }),
  sign: unary({ onnx: 'Sign', tfjs: 'sign', types: NUMBER, gradient: null }),
  /**
   * In ONNX a straight line so steep that it is cut off at 1 from 3.4e-39 on: one pass, where Greater and Cast are two, Sign
   * is as slow as three and Where slower.
   */
  positive: row({
    shape([x]) {
      expectTypes([x], FLOAT);
      return x.shape;
    },
    gradient: null,
    onnx: (emit, _, [x]) => emit.op('HardSigmoid', [x], { alpha: { float: 3e38 }, beta: { float: 0 } }),
    tfjs: (tf, [x]) => tf.cast(tf.greater(x, tf.scalar(0, 'float32')), 'float32'),
    atOnce: 'aligned',
  }),
  floor: unary({ onnx: 'Floor', tfjs: 'floor', gradient: null }),
  logicalNot: unary({ onnx: 'Not', tfjs: 'logicalNot', types: BOOL, gradient: null }),
  cast: row<{ to: DType }>({
    shape: ([x]) => x.shape,
    dtype: (_, { to }) => to,
    simplify: ([x], { to }) => (x.dtype === to ? x : null),
    gradient: null, // one side is not a float
    onnx: (emit, { attributes }, [x]) => emit.cast(x, attributes.to),
    tfjs: (tf, [x], { attributes }) => tf.cast(x, attributes.to),
    atOnce: 'aligned',
  }),
};

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
/** Of an angle in radians. */
export const sin = (x: GraphNode): GraphNode => make('sin', [x]);
export const cos = (x: GraphNode): GraphNode => make('cos', [x]);
/** −1, 0 or 1; gradient zero. */
export const sign = (x: GraphNode): GraphNode => make('sign', [x]);
/** 1 where x > 0, else 0, as numbers; float32. */
export const positive = (x: GraphNode): GraphNode => make('positive', [x]);
/** The whole number at or below x; gradient zero. */
export const floor = (x: GraphNode): GraphNode => make('floor', [x]);
export const square = (x: GraphNode): GraphNode => mul(x, x);
/** float32 to int32 cuts off the fraction; a number is true where it is not 0. */
export const cast = (x: GraphNode, to: DType): GraphNode => make('cast', [x], { to });
export const logicalNot = (x: GraphNode): GraphNode => make('logicalNot', [x]);
