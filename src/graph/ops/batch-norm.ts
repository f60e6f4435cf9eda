import { evaluate, isSymbolic, size, text } from '../dimensions';
import type { OnnxEmitter } from '../emitter';
import { make } from '../node';
import { define, type Inputs, named } from '../op';
import { problem } from '../problem';
import type { Dim, GraphNode, Shape } from '../types';
import { add, div, mul, square, sub } from './binary';
import { expectTypes, FLOAT } from './dtypes';
import { pick } from './leaves';
import { mean } from './reductions';
import { reshape, target } from './shape';
import { sqrt } from './unary';

/**
 * Numbers brought to mean 0 and variance 1 for each channel, over the batch and all places: ops of their own, because ONNX
 * Runtime's BatchNormalization goes through memory three times where the parts go six times, and because the gradient has
 * two thirds of the passes when it is regrouped by hand.
 */

type Channels = { readonly axis: number };

export const others = (x: GraphNode, axis: number): number[] => [...x.shape.keys()].filter(i => i !== axis);
export const wide = (vector: GraphNode, x: GraphNode, axis: number): GraphNode =>
  reshape(
    vector,
    x.shape.map((d, i) => (i === axis ? d : 1)),
  );

function check([x, scale, offset]: Inputs, axis: number): void {
  expectTypes([x, scale, offset!], FLOAT);
  const channels = x.shape[axis];
  if (channels === undefined || isSymbolic(channels))
    throw problem(`axis ${axis} of ${text(x.shape)} must be there, and of known size`);
  for (const vector of [scale, offset!])
    if (vector.shape.length !== 1 || vector.shape[0] !== channels)
      throw problem(`scale and offset must have the shape [${channels}], received ${text(vector.shape)}`);
}

export const batchNormalizations = named({
  /**
   * y = scale·e + offset with e = (x − μ)·r and r = 1/√(σ² + ε); results y, μ and σ², the latter two as vectors. For each
   * channel of n numbers, dx = scale·r·(dy − Σdy/n − e·Σ(dy·e)/n), dscale = Σ(dy·e), doffset = Σdy. Source: Ioffe and
   * Szegedy 2015.
   */
  batchNorm: define<Channels & { epsilon: number }>({
    shape(inputs, { axis }) {
      check(inputs, axis);
      return inputs[0].shape;
    },
    outputs: ([x], { axis }) => {
      const vector = { shape: [x.shape[axis]!], dtype: 'float32' as const };
      return [{ shape: x.shape, dtype: 'float32' as const }, vector, vector];
    },
    onnx(emit, { inputs: [x], attributes: { axis, epsilon } }, [name, scale, offset]) {
      const { shape } = x!;
      if (!apart(shape, axis)) return composed(emit, shape, axis, epsilon, [name, scale, offset!]);
      // the moving ones before, of which nothing is kept; ONNX Runtime writes the new ones into the same memory, so that
      // they must neither be constants nor one tensor
      const before = [scale, offset!].map(v => emit.op('Sub', [v, v]));
      const [y, mean, variance] = emit.op(
        'BatchNormalization',
        [emit.op('Reshape', [name, emit.ints(target(flat(shape, axis)))]), scale, offset!, ...before],
        { epsilon: { float: epsilon }, momentum: { float: 0 }, training_mode: { int: 1 } },
        3,
      ) as [string, string, string];
      return [emit.op('Reshape', [y, emit.ints(target(shape))]), mean, variance];
    },
    decompose([x, scale, offset], { attributes: { axis, epsilon } }) {
      const all = others(x, axis);
      const average = mean(x, all);
      const centred = sub(x, wide(average, x, axis));
      const variance = mean(square(centred), all);
      const factor = div(scale, sqrt(add(variance, epsilon)));
      return [add(mul(centred, wide(factor, x, axis)), wide(offset!, x, axis)), average, variance];
    },
  }),

  /** x·scale + offset, each a number for each channel: BatchNormalization with mean 0 and variance 1, one pass. */
  affine: define<Channels>({
    shape(inputs, { axis }) {
      check(inputs, axis);
      return inputs[0].shape;
    },
    onnx(emit, { shape, attributes: { axis } }, [x, scale, offset]) {
      const channels = shape[axis] as number;
      if (!apart(shape, axis)) {
        const [a, b] = [scale, offset!].map(v => emit.op('Reshape', [v, emit.ints(beside(shape, axis))]));
        return emit.op('Add', [emit.op('Mul', [x, a!]), b!]);
      }
      const [zeros, ones] = [0, 1].map(v => emit.op('Expand', [emit.scalar(v, 'float32'), emit.ints([channels])]));
      const inputs = [emit.op('Reshape', [x, emit.ints(target(flat(shape, axis)))]), scale, offset!, zeros!, ones!];
      const y = emit.op('BatchNormalization', inputs, { epsilon: { float: 0 } });
      return emit.op('Reshape', [y, emit.ints(target(shape))]);
    },
    decompose: ([x, scale, offset], { attributes: { axis } }) =>
      add(mul(x, wide(scale, x, axis)), wide(offset!, x, axis)),
  }),
});

/** [before, channels, after], as BatchNormalization takes it. */
const flat = (shape: Shape, axis: number): Dim[] => [
  size(shape.slice(0, axis)),
  shape[axis]!,
  size(shape.slice(axis + 1)),
];
const beside = (shape: Shape, axis: number): number[] => shape.map((d, i) => (i === axis ? (d as number) : 1));

/** Each run of numbers of one channel begins anew: too short ones are slower than the parts. */
const SHORTEST = 16;
const apart = (shape: Shape, axis: number): boolean => evaluate(size(shape.slice(axis + 1)), SHORTEST) >= SHORTEST;

function composed(
  emit: OnnxEmitter,
  shape: Shape,
  axis: number,
  epsilon: number,
  [x, scale, offset]: readonly [string, string, string],
): string[] {
  const axes = emit.ints([...shape.keys()].filter(i => i !== axis));
  const lying = (v: string) => emit.op('Reshape', [v, emit.ints(beside(shape, axis))]);
  const vector = (v: string) => emit.op('Reshape', [v, emit.ints([shape[axis] as number])]);
  const mean = emit.op('ReduceMean', [x, axes]);
  const centred = emit.op('Sub', [x, mean]);
  const variance = emit.op('ReduceMean', [emit.op('Mul', [centred, centred]), axes]);
  const deviation = emit.op('Sqrt', [emit.op('Add', [variance, emit.scalar(epsilon, 'float32')])]);
  const scaled = emit.op('Mul', [centred, emit.op('Div', [lying(scale), deviation])]);
  return [emit.op('Add', [scaled, lying(offset)]), vector(mean), vector(variance)];
}

export const affine = (x: GraphNode, scale: GraphNode, offset: GraphNode, axis: number): GraphNode =>
  make(batchNormalizations.affine, [x, scale, offset], { axis });

/**
 * scale·(x − μ)/√(σ² + ε) + offset, μ and σ² of each channel over all axes but `axis`; and μ and σ² as vectors. scale and
 * offset are vectors. float32.
 */
export function batchNorm(
  x: GraphNode,
  scale: GraphNode,
  offset: GraphNode,
  { axis, epsilon }: { readonly axis: number; readonly epsilon: number },
): readonly [y: GraphNode, mean: GraphNode, variance: GraphNode] {
  const all = make(batchNormalizations.batchNorm, [x, scale, offset], { axis, epsilon });
  return [pick(all, 0), pick(all, 1), pick(all, 2)];
}
