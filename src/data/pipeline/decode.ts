import { badArgument } from '../../errors';
import { elements } from '../../shape';
import type { TargetPipeline } from '../../spec';

import { type AtPlace, restoring } from './array-scale';

export type PredictionMode = 'scores' | 'label';

/**
 * Outputs of the network as answers, one for each row. `output` [rows, …] holds probabilities (softmax [rows, classes]
 * or
 * sigmoid [rows, 1]), or scaled numbers, or a tensor target's own values.
 * - scores: `{target, label, probability, probabilities}`, `{target, labels, probabilities}` (multi-label), `{target,
 * value}`
 * `threshold`: of two classes, the probability from which the second is the answer (default: more than 0.5).
 * - label: the class name, the list of class names, or the number (nested arrays for a tensor target)
 */
export function decodePrediction(
  target: TargetPipeline,
  output: Float32Array,
  shape: readonly number[],
  mode: PredictionMode,
  threshold?: number,
): unknown[] {
  const rows = shape[0] ?? 0;
  const width = elements(shape.slice(1));
  checkWidth(target, width, shape);
  const decode =
    target.task === 'regression' ? decodeNumber : target.task === 'multi-label' ? decodeLabels : decodeClass;
  const answers: unknown[] = [];
  for (let row = 0; row < rows; row++)
    answers.push(
      decode(target, rows === 1 ? output : output.subarray(row * width, (row + 1) * width), mode, threshold),
    );
  return answers;
}

function checkWidth({ name, task, shape, classes }: TargetPipeline, width: number, received: readonly number[]): void {
  const expected = classes === undefined ? elements(shape) : classes.length;
  const sigmoid = task === 'binary' && width === 1;
  if (width !== expected && !sigmoid)
    throw badArgument('the output', `[rows, ${expected}]`, `[${received.join(', ')}]`).about(`target "${name}"`);
}

/** Probabilities of the classes: a single sigmoid is that of the second class. */
export function probabilitiesOf(values: Float32Array): number[] {
  return values.length === 1 ? [1 - values[0]!, values[0]!] : Array.from(values);
}

/** The index of the first maximum; NaN only wins if all are NaN. */
export function largest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]! || Number.isNaN(values[best]!)) best = i;
  return best;
}

function decodeClass(
  { name, classes = [] }: TargetPipeline,
  values: Float32Array,
  mode: PredictionMode,
  threshold?: number,
): unknown {
  const all = values.length === 1 ? probabilitiesOf(values) : values;
  const best = threshold === undefined || all.length !== 2 ? largest(all) : Number(all[1]! >= threshold);
  const label = classes[best]!;
  if (mode === 'label') return label;
  return { target: name, label, probability: all[best]!, probabilities: byClass(classes, all) };
}

function decodeLabels({ name, classes = [] }: TargetPipeline, values: Float32Array, mode: PredictionMode): unknown {
  const labels = classes.filter((_, i) => values[i]! >= 0.5);
  if (mode === 'label') return labels;
  return { target: name, labels, probabilities: byClass(classes, values) };
}

/** Like Object.fromEntries, but seven times as fast: it is most of the cost of an answer. */
function byClass(classes: readonly string[], values: ArrayLike<number>): Record<string, number> {
  const all: Record<string, number> = {};
  for (let i = 0; i < classes.length; i++) {
    const [key, value] = [classes[i]!, values[i]!];
    if (key === '__proto__') Object.defineProperty(all, key, { value, enumerable: true });
    else all[key] = value;
  }
  return all;
}

function decodeNumber(target: TargetPipeline, values: Float32Array, mode: PredictionMode): unknown {
  const { name, shape, type } = target;
  const unit = ownUnit(target);
  const value = type === 'tensor' ? nested(Array.from(values, unit), shape) : unit(values[0]!, 0);
  return mode === 'label' ? value : { target: name, value };
}

/** Converts an output for a number of the target, given its position in the row, to the target's own unit. */
export function ownUnit(target: TargetPipeline): AtPlace {
  const known = own.get(target);
  if (known) return known;
  const restored = restoring(target.transform, target.shape);
  own.set(target, restored);
  return restored;
}
/** Cached: an answer to a single record takes microseconds. */
const own = new WeakMap<TargetPipeline, AtPlace>();

/** The numbers of a row as nested arrays of this shape. */
export function nested(values: readonly number[], shape: readonly number[]): unknown {
  const [, ...inner] = shape;
  if (inner.length === 0) return values;
  const width = elements(inner);
  return Array.from({ length: shape[0]! }, (_, i) => nested(values.slice(i * width, (i + 1) * width), inner));
}
