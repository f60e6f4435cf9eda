import { unitsOf } from '../data/pipeline/array-scale';
import { div, exp, log, maximum, sigmoid, sub, sum } from '../graph';
import type { GraphNode } from '../graph/types';
import type { OutputPort } from '../inference/ports';
import { elements } from '../shape';
import type { Calibration, HostTensor, Pipeline } from '../spec';
import type { Answer } from './answers';

/** The numbers of a target in an output of the network. */
export interface OutputSlice {
  readonly output: number;
  readonly from: number;
  readonly width: number;
}

/** The slice of each target (where two outputs predict the same, that of the last one); null: an output is no vector. */
export function outputSlices(outputs: readonly OutputPort[], pipeline: Pipeline): readonly OutputSlice[] | null {
  if (outputs.some(({ shape, reader }) => shape.length !== 1 || reader.outputs !== 1)) return null;
  return pipeline.targets.map(({ name }) => {
    const output = outputs.findLastIndex(({ targets }) => targets.some(target => target.name === name));
    const { targets, shape } = outputs[output]!;
    if (targets.length === 1) return { output, from: 0, width: shape[0]! };
    const before = targets.slice(
      0,
      targets.findIndex(target => target.name === name),
    );
    const from = before.reduce((sum, target) => sum + elements(target.shape), 0);
    return { output, from, width: elements(targets.find(target => target.name === name)!.shape) };
  });
}

/** The smallest probability whose logarithm is taken. */
const LEAST = 1e-30;

/** The probabilities at the calibrated temperature, as in `calibratedOutput`. `width`: the target's numbers in the output. */
export function tempered(
  probabilities: GraphNode,
  width: number,
  { target }: Answer,
  calibration: Calibration | null,
): GraphNode {
  const targets = calibration?.targets ?? {};
  const known = Object.hasOwn(targets, target.name) ? targets[target.name] : undefined;
  if (!known || known.kind === 'number' || known.temperature === 1) return probabilities;
  const each = target.task === 'multi-label' || width === 1;
  const logits = log(maximum(probabilities, LEAST));
  if (each) return sigmoid(div(sub(logits, log(maximum(sub(1, probabilities), LEAST))), known.temperature));
  const powers = exp(div(logits, known.temperature));
  return div(powers, sum(powers, [1], true));
}

/**
 * The cotangents of an output of `outputWidth` numbers, by which the gradient is that of the answer: for a class 1, for
 * the first of two classes in a single sigmoid −1, for a number its unit. `chosen`: the class of each row.
 */
export function seedOf(
  { target }: Answer,
  { from, width }: OutputSlice,
  outputWidth: number,
  chosen: Int32Array,
): HostTensor {
  const data = new Float32Array(chosen.length * outputWidth);
  const unit = target.task === 'regression' ? unitsOf(target.transform)[0]!.factor : 1;
  for (const [row, label] of chosen.entries()) {
    const start = row * outputWidth + from;
    if (target.task === 'regression') data[start] = unit;
    else if (width === 1 && target.task !== 'multi-label') data[start] = label === 1 ? 1 : -1;
    else data[start + label] = 1;
  }
  return { data, shape: [chosen.length, outputWidth], dtype: 'float32' };
}
