import * as g from '../../graph';
import type { GraphNode } from '../../graph/types';
import type { OnnxNode, Row, Rows } from './node';
import { dtypeOf } from './tensor';
import { refused } from './value';

/** Elementwise ops. Those that the graph lacks are composed of simpler ones. */

type Operand = g.Operand;

/** Booleans as numbers, for ops that take numbers. */
const number = (x: GraphNode): GraphNode => (x.dtype === 'bool' ? g.cast(x, 'int32') : x);
const unary =
  (f: (x: GraphNode, n: OnnxNode) => GraphNode): Row =>
  n =>
    f(n.node(0), n);
const binary =
  (f: (a: GraphNode, b: GraphNode) => GraphNode): Row =>
  n =>
    f(number(n.node(0)), number(n.node(1)));
/** Any number of operands, from left to right. */
const several =
  (f: (a: GraphNode, b: GraphNode) => GraphNode): Row =>
  n =>
    n.nodes().reduce((a, b) => f(a, b));

/** x where x > 0, else alpha·(exp(x) − 1); exp sees min(x, 0), so that it stays finite. */
const elu = (x: GraphNode, alpha: number): GraphNode =>
  g.add(g.relu(x), g.mul(g.sub(g.exp(g.minimum(x, 0)), 1), alpha));
/** x where x > 0, else alpha·(exp(x/alpha) − 1). */
function celu(x: GraphNode, n: OnnxNode): GraphNode {
  const alpha = n.float('alpha', 1);
  return g.mul(elu(g.mul(x, 1 / alpha), 1), alpha);
}
const clipped = (x: Operand, lo: Operand, hi: Operand): GraphNode => g.minimum(g.maximum(x, lo), hi);
const hardSigmoid = (x: GraphNode, alpha: number, beta: number): GraphNode =>
  clipped(g.add(g.mul(x, alpha), beta), 0, 1);

function power(a: GraphNode, b: GraphNode): GraphNode {
  if (a.dtype !== 'float32') throw refused('powers of whole numbers are not supported');
  return g.pow(a, g.cast(b, 'float32'));
}

/** A bound that is left out does not limit. */
function clip(n: OnnxNode): GraphNode {
  const limit = (i: number, name: string) => (n.has(i) ? n.node(i) : n.gives(name) ? n.float(name, 0) : null);
  const [x, lo, hi] = [n.node(0), limit(1, 'min'), limit(2, 'max')];
  const above = lo === null ? x : g.maximum(x, lo);
  return hi === null ? above : g.minimum(above, hi);
}

function gelu(x: GraphNode, n: OnnxNode): GraphNode {
  if (n.text('approximate', 'none') !== 'tanh') return g.mul(g.mul(x, 0.5), g.add(g.erf(g.mul(x, Math.SQRT1_2)), 1));
  const cubic = g.add(x, g.mul(g.mul(x, g.square(x)), 0.044715));
  return g.mul(g.mul(x, 0.5), g.add(g.tanh(g.mul(cubic, Math.sqrt(2 / Math.PI))), 1));
}

/** Our writer writes 1 where x > 0 as a hard sigmoid with a very large slope. */
function hardSigmoidOf(x: GraphNode, n: OnnxNode): GraphNode {
  const [alpha, beta] = [n.float('alpha', 0.2), n.float('beta', 0.5)];
  return alpha > 1e38 && beta === 0 ? g.positive(x) : hardSigmoid(x, alpha, beta);
}

/** One slope for all, or one for each channel: PRelu broadcasts like every op. */
const prelu = (x: GraphNode, slope: Operand): GraphNode => g.add(g.relu(x), g.mul(g.minimum(x, 0), slope));

export const elementwise: Rows = {
  Abs: unary(g.abs),
  Ceil: unary(x => g.neg(g.floor(g.neg(x)))),
  Cos: unary(g.cos),
  Erf: unary(g.erf),
  Exp: unary(g.exp),
  Floor: unary(g.floor),
  Log: unary(g.log),
  Neg: unary(g.neg),
  Reciprocal: unary(x => g.div(1, x)),
  Sign: unary(g.sign),
  Sin: unary(g.sin),
  Sqrt: unary(g.sqrt),
  IsNaN: unary(x => g.logicalNot(g.equal(x, x))),
  Not: unary(g.logicalNot),
  Cast: unary((x, n) => g.cast(x, dtypeOf(n.int('to', 0)))),

  Celu: unary(celu),
  Clip: clip,
  Elu: unary((x, n) => elu(x, n.float('alpha', 1))),
  Gelu: unary(gelu),
  HardSigmoid: unary(hardSigmoidOf),
  HardSwish: unary(x => g.mul(x, hardSigmoid(x, 1 / 6, 0.5))),
  LeakyRelu: unary((x, n) => prelu(x, n.float('alpha', 0.01))),
  Mish: unary(x => g.mul(x, g.tanh(g.softplus(x)))),
  PRelu: n => prelu(n.node(0), n.node(1)),
  Relu: unary(g.relu),
  Selu: unary((x, n) => g.mul(elu(x, n.float('alpha', 1.6732632)), n.float('gamma', 1.050701))),
  Sigmoid: unary(g.sigmoid),
  Softplus: unary(g.softplus),
  Softsign: unary(x => g.div(x, g.add(g.abs(x), 1))),
  Tanh: unary(g.tanh),
  ThresholdedRelu: unary((x, n) => g.where(g.greater(x, n.float('alpha', 1)), x, 0)),

  Add: binary(g.add),
  Sub: binary(g.sub),
  Mul: binary(g.mul),
  Div: binary(g.div),
  Pow: binary(power),
  Equal: binary(g.equal),
  Greater: binary(g.greater),
  GreaterOrEqual: binary(g.greaterEqual),
  Less: binary(g.less),
  LessOrEqual: binary((a, b) => g.greaterEqual(b, a)),
  And: binary((a, b) => g.greater(g.mul(a, b), 0)),
  Or: binary((a, b) => g.greater(g.add(a, b), 0)),
  Xor: binary((a, b) => g.logicalNot(g.equal(a, b))),
  Where: n => g.where(n.node(0), n.node(1), n.node(2)),

  Max: several(g.maximum),
  Min: several(g.minimum),
  Sum: several(g.add),
  Mean: n =>
    g.mul(
      n.nodes().reduce((a, b) => g.add(a, b)),
      1 / n.inputs.length,
    ),
};
