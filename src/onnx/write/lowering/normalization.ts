import { type batchNormalizations, type Dim, evaluate, type normalizations, type Shape, size } from '../../../graph';
import type { OnnxEmitter, OnnxLowerings } from './rule';
import { reshaped } from './shaping';

export const ofNormalizations: OnnxLowerings<typeof normalizations> = {
  /** Trailing results that nobody reads are not written, because converters fail on them. */
  layerNorm(emit, node, inputs) {
    const results = Math.max(0, ...emit.read(node)) + 1;
    const attributes = { axis: { int: -1 }, epsilon: { float: node.attributes.epsilon } };
    return emit.op('LayerNormalization', inputs, attributes, results);
  },
};

/** ONNX Runtime's BatchNormalization passes over memory three times, its decomposition six times. */
export const ofBatchNormalizations: OnnxLowerings<typeof batchNormalizations> = {
  batchNorm(emit, { inputs: [x], attributes: { axis, epsilon } }, [name, scale, offset]) {
    const { shape } = x!;
    if (!apart(shape, axis)) return composed(emit, shape, axis, epsilon, [name, scale, offset!]);
    // the moving statistics, which are not used; ONNX Runtime writes the new ones into the same memory, so they must be
    // neither constants nor one tensor
    const before = [scale, offset!].map(v => emit.op('Sub', [v, v]));
    const [y, mean, variance] = emit.op(
      'BatchNormalization',
      [reshaped(emit, name, flat(shape, axis)), scale, offset!, ...before],
      { epsilon: { float: epsilon }, momentum: { float: 0 }, training_mode: { int: 1 } },
      3,
    ) as [string, string, string];
    return [reshaped(emit, y, shape), mean, variance];
  },

  /** BatchNormalization with mean 0 and variance 1: one pass. */
  affine(emit, { shape, attributes: { axis } }, [x, scale, offset]) {
    const channels = shape[axis] as number;
    if (!apart(shape, axis)) {
      const [a, b] = [scale, offset!].map(v => emit.op('Reshape', [v, emit.ints(beside(shape, axis))]));
      return emit.op('Add', [emit.op('Mul', [x, a!]), b!]);
    }
    const [zeros, ones] = [0, 1].map(v => emit.op('Expand', [emit.scalar(v, 'float32'), emit.ints([channels])]));
    const inputs = [reshaped(emit, x, flat(shape, axis)), scale, offset!, zeros!, ones!];
    const y = emit.op('BatchNormalization', inputs, { epsilon: { float: 0 } });
    return reshaped(emit, y, shape);
  },
};

/** [before, channels, after], as BatchNormalization needs it. */
const flat = (shape: Shape, axis: number): Dim[] => [
  size(shape.slice(0, axis)),
  shape[axis]!,
  size(shape.slice(axis + 1)),
];
const beside = (shape: Shape, axis: number): number[] => shape.map((d, i) => (i === axis ? (d as number) : 1));

/**
 * Each channel's consecutive numbers are a loop of their own: with shorter ones, BatchNormalization is slower than its
 * decomposition.
 */
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
  const aligned = (v: string) => emit.op('Reshape', [v, emit.ints(beside(shape, axis))]);
  const vector = (v: string) => emit.op('Reshape', [v, emit.ints([shape[axis] as number])]);
  const mean = emit.op('ReduceMean', [x, axes]);
  const centered = emit.op('Sub', [x, mean]);
  const variance = emit.op('ReduceMean', [emit.op('Mul', [centered, centered]), axes]);
  const deviation = emit.op('Sqrt', [emit.op('Add', [variance, emit.scalar(epsilon, 'float32')])]);
  const scaled = emit.op('Mul', [centered, emit.op('Div', [aligned(scale), deviation])]);
  return [emit.op('Add', [scaled, aligned(offset)]), vector(mean), vector(variance)];
}
