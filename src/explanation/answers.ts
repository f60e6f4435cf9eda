import { largest, ownUnit } from '../data/pipeline/decode';
import { TensorwireError } from '../errors';
import { elements } from '../shape';
import type { TargetPipeline } from '../spec';

/** Rows of a network's output for one target, `width` numbers each. */
export interface Output {
  readonly data: Float32Array;
  readonly width: number;
}

/** The number of a target that is explained, one per row: a probability, or a value in the target's own unit. */
export interface Answer {
  readonly target: TargetPipeline;
  /** the predicted class of a row, as its index; 0 for a number */
  choose(output: Output, row: number): number;
  /** the explained number, for this class */
  value(output: Output, row: number, chosen: number): number;
}

/** Throws where the target is an array: it has no single number to explain. */
export function answerOf(target: TargetPipeline): Answer {
  const { name, task, shape } = target;
  const choose = ({ data, width }: Output, row: number): number =>
    largest(data.subarray(row * width, (row + 1) * width));
  const value = ({ data, width }: Output, row: number, chosen: number): number => data[row * width + chosen]!;
  if (task === 'multi-label') return { target, choose, value };
  if (task !== 'regression')
    return {
      target,
      choose: (output, row) => (output.width > 1 ? choose(output, row) : output.data[row]! > 0.5 ? 1 : 0),
      value: (output, row, chosen) =>
        output.width > 1 ? value(output, row, chosen) : chosen === 1 ? output.data[row]! : 1 - output.data[row]!,
    };
  if (elements(shape) > 1)
    throw new TensorwireError(
      `target "${name}"`,
      `is an array of shape [${shape}], of which no single number can be explained. Explain a model of one number`,
    );
  const unit = ownUnit(target);
  return { target, choose: () => 0, value: (output, row) => unit(output.data[row * output.width]!, 0) };
}
