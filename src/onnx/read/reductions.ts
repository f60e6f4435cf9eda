import * as g from '../../graph';
import type { Dim, GraphNode, Shape } from '../../graph/types';
import type { OnnxNode, Row, Rows } from './node';
import { type Known, refused, type Value } from './value';

/** Reductions, and softmaxes and normalizations, which divide by them. */

type Reduce = (x: GraphNode, axes: readonly number[], keepDims: boolean) => GraphNode;

/** Axes are an attribute up to opset 12 (sums) or 17 (others), and an input after it; absent: all axes. */
const reduction =
  (f: Reduce): Row =>
  n => {
    const x = n.node(0);
    const axes = n.list(1, 'axes') ?? [];
    // an empty list may mean none: then only the elementwise part is left, such as the square
    const all = axes.length > 0 || n.int('noop_with_empty_axes', 0) ? axes : [...x.shape.keys()];
    return f(x, all, n.int('keepdims', 1) !== 0);
  };

/** The sum of a constant is a product: our writer counts the rows of a batch in this way. */
function sum(x: GraphNode, axes: readonly number[], keepDims: boolean): GraphNode {
  const inner = x.op.name === 'broadcastTo' && g.scalarValue(x.inputs[0]!) !== null ? x.inputs[0]! : null;
  if (!inner || keepDims || axes.length < x.shape.length || x.dtype !== 'float32') return g.sum(x, axes, keepDims);
  return g.mul(inner, g.sizeOf(g.size(x.shape)));
}

/** The mean of whole numbers is a whole number, truncated. */
function mean(x: GraphNode, axes: readonly number[], keepDims: boolean): GraphNode {
  if (x.dtype === 'float32') return g.mean(x, axes, keepDims);
  const count = g.size(axes.map(axis => x.shape[g.axisOf('ReduceMean', x, axis)]!));
  if (g.isSymbolic(count)) throw refused('a mean of whole numbers over the batch is not supported');
  return truncated(g.sum(x, axes, keepDims), count);
}

/** Above it, the second step would not be exact. */
const DIVISOR = 2 ** 22;
/**
 * Exact truncated division x / divisor of int32: the quotient in float32, plus the quotient of the small remainder, and
 * corrected by 1 where it was rounded down below 0.
 */
function truncated(x: GraphNode, divisor: number): GraphNode {
  if (divisor > DIVISOR) throw refused(`whole numbers divided by ${divisor} are not supported, at most by ${DIVISOR}`);
  const down = (y: GraphNode) => g.cast(g.floor(g.mul(g.cast(y, 'float32'), 1 / divisor)), 'int32');
  const rest = (of: GraphNode, quotient: GraphNode) => g.sub(of, g.mul(quotient, divisor));
  let quotient = down(x);
  let left = rest(x, quotient);
  for (let step = 0; step < 2; step++) {
    const more = g.cast(g.floor(g.div(g.cast(left, 'float32'), divisor)), 'int32');
    quotient = g.add(quotient, more);
    left = rest(left, more);
  }
  const isDown = g.mul(g.cast(g.less(quotient, 0), 'int32'), g.cast(g.greater(left, 0), 'int32'));
  return g.add(quotient, isDown);
}

/** Applies f with the axis moved to the end, and moves it back. */
function alongLast(x: GraphNode, axis: number, f: (x: GraphNode) => GraphNode): GraphNode {
  const last = x.shape.length - 1;
  if (axis === last) return f(x);
  const perm = [...x.shape.keys()].filter(i => i !== axis).concat(axis);
  const y = f(g.transpose(x, perm));
  return g.transpose(
    y,
    perm.map((_, i) => perm.indexOf(i)),
  );
}

/** Up to opset 12, all axes from the given one on are one. */
const softmax =
  (f: (x: GraphNode) => GraphNode): Row =>
  n => {
    const x = n.node(0);
    if (n.opset >= 13) return alongLast(x, n.axis(x, -1), f);
    const axis = n.axis(x, 1);
    return g.reshape(f(g.reshape(x, [...x.shape.slice(0, axis), g.size(x.shape.slice(axis))])), x.shape);
  };

/** The index of the maximum; int64 in ONNX, int32 here. */
function argMax(n: OnnxNode, x: GraphNode): GraphNode {
  if (n.int('select_last_index', 0)) throw refused('the last of equal numbers cannot be asked for');
  const axis = n.axis(x, 0);
  const order = [...x.shape.keys()].filter(i => i !== axis).concat(axis);
  const found = g.argmax(g.transpose(x, order));
  return n.int('keepdims', 1)
    ? g.reshape(
        found,
        x.shape.map((d, i) => (i === axis ? 1 : d)),
      )
    : found;
}

/** A vector along the channel axis, which is the second. */
const wide = (vector: GraphNode, { shape }: GraphNode): GraphNode =>
  g.reshape(
    vector,
    shape.map((d, i) => (i === 1 ? d : 1)),
  );

/** (x − μ)/√(σ² + ε)·scale + offset as x·factor + shift; of weights, factor and shift are computed here. */
function batchNormalization(n: OnnxNode): GraphNode {
  if (n.int('training_mode', 0)) throw refused('it is in training mode');
  const x = n.node(0);
  const epsilon = n.float('epsilon', 1e-5);
  const vectors = [1, 2, 3, 4].map(i => n.value(i));
  const [factor, shift] = knownLine(n, vectors, epsilon) ?? line(n, epsilon);
  return g.add(g.mul(x, wide(factor, x)), wide(shift, x));
}
function line(n: OnnxNode, epsilon: number): [GraphNode, GraphNode] {
  const [scale, offset, mean, variance] = [1, 2, 3, 4].map(i => n.node(i)) as [
    GraphNode,
    GraphNode,
    GraphNode,
    GraphNode,
  ];
  const factor = g.div(scale, g.sqrt(g.add(variance, epsilon)));
  return [factor, g.sub(offset, g.mul(mean, factor))];
}
function knownLine(n: OnnxNode, vectors: readonly Value[], epsilon: number): [GraphNode, GraphNode] | null {
  const numbers = vectors.map(v => ('data' in v && v.data instanceof Float32Array ? v.data : null));
  if (numbers.some(v => v === null || v.length !== numbers[0]!.length)) return null;
  const [scale, offset, mean, variance] = numbers as [Float32Array, Float32Array, Float32Array, Float32Array];
  const factor = scale.map((s, i) => s / Math.sqrt(variance[i]! + epsilon));
  const shift = offset.map((o, i) => o - mean[i]! * factor[i]!);
  const weight = (data: Float32Array, name: string): Known => ({ dtype: 'float32', shape: [data.length], data, name });
  const { weights } = n.around;
  return [weights.node(weight(factor, `${n.result}/factor`)), weights.node(weight(shift, `${n.result}/shift`))];
}

/** Mean 0 and variance 1 over the last axis. Returns y and, as in ONNX, the mean and 1/√(σ² + ε). */
function normalized(
  x: GraphNode,
  scale: GraphNode,
  offset: GraphNode,
  epsilon: number,
): [GraphNode, GraphNode, GraphNode] {
  const y = g.make(g.ops.layerNorm, [x, scale, offset], { epsilon });
  return [g.pick(y, 0), g.pick(y, 1), g.pick(y, 2)];
}
function layerNormalization(n: OnnxNode): GraphNode[] {
  const x = n.node(0);
  const axis = n.axis(x, -1);
  const length = g.size(x.shape.slice(axis));
  const flat = (vector: GraphNode) => g.reshape(vector, [length]);
  const offset = n.has(2) ? flat(n.node(2)) : g.full(0, [length]);
  const arranged = g.reshape(x, [...x.shape.slice(0, axis), length]);
  const [y, ...moments] = normalized(arranged, flat(n.node(1)), offset, n.float('epsilon', 1e-5));
  const ofRow = x.shape.map((d, i) => (i < axis ? d : 1));
  return [g.reshape(y, x.shape), ...moments.map(m => g.reshape(m, ofRow))];
}

/** Normalizes each channel of each row by itself. */
function instanceNormalization(n: OnnxNode): GraphNode {
  const x = n.node(0);
  const [batch, channels, ...places] = x.shape as [Dim, Dim, ...Dim[]];
  const length = g.size(places as Shape);
  const flat = g.reshape(x, [batch, channels, length]);
  const [even] = normalized(flat, g.full(1, [length]), g.full(0, [length]), n.float('epsilon', 1e-5));
  const y = g.reshape(even, x.shape);
  return g.add(g.mul(y, wide(n.node(1), x)), wide(n.node(2), x));
}

export const reductions: Rows = {
  ReduceSum: reduction(sum),
  ReduceMean: reduction(mean),
  ReduceMax: reduction(g.max),
  ReduceMin: reduction(g.min),
  ReduceL1: reduction((x, axes, keepDims) => g.sum(g.abs(x), axes, keepDims)),
  ReduceL2: reduction((x, axes, keepDims) => g.sqrt(g.sum(g.square(x), axes, keepDims))),
  ReduceSumSquare: reduction((x, axes, keepDims) => g.sum(g.square(x), axes, keepDims)),
  ArgMax: n => argMax(n, n.node(0)),
  ArgMin: n => argMax(n, g.neg(n.node(0))),
  Softmax: softmax(g.softmax),
  LogSoftmax: softmax(g.logSoftmax),
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  InstanceNormalization: instanceNormalization,
};
