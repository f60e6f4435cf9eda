import { cast, constant, greater, mul, reshape, sum } from '../../../graph';
import type { GraphNode } from '../../../graph/types';
import type { TargetForm } from '../../entry';
import { epsilon, meanOfDefined, table, vector } from '../losses/per-sample';

/** What areas under curves are made of: for 200 thresholds, how many rows of each class score above. */

const COUNT = 200;
const THRESHOLDS = Float32Array.from({ length: COUNT }, (_, i) => i / (COUNT - 1));
THRESHOLDS[0] = -epsilon;
THRESHOLDS[COUNT - 1] = 1 + epsilon;

/** True positives [thresholds, classes], then all that score above [thresholds, classes]. Scores lie between 0 and 1. */
export function aboveThresholds(
  subject: string,
  target: GraphNode,
  prediction: GraphNode,
  form: TargetForm,
): GraphNode {
  const { truth, score, rows, width } = table(subject, target, prediction, form);
  const above = cast(greater(reshape(score, [rows, 1, width]), constant(THRESHOLDS, [COUNT, 1])), 'float32');
  return vector(sum(mul(above, reshape(truth, [rows, 1, width])), [0]), sum(above, [0]));
}

/** At one threshold. */
export interface Above {
  readonly truePositives: number;
  /** true and false ones */
  readonly positives: number;
}

/**
 * The mean over the classes of the sum of `piece` for each two thresholds that follow each other; `first` is the lowest
 * threshold, where every row is positive. A class without a curve does not count: NaN where no class has one. What rounding
 * adds beyond 0 and 1 is taken off.
 */
export function areaUnder(sums: Float64Array, piece: (lower: Above, higher: Above, first: Above) => number): number {
  const width = sums.length / (2 * COUNT);
  const at = (t: number, c: number): Above => ({
    truePositives: sums[t * width + c]!,
    positives: sums[(COUNT + t) * width + c]!,
  });
  const area = (c: number): number => {
    let total = 0;
    for (let t = 1; t < COUNT; t++) total += piece(at(t - 1, c), at(t, c), at(0, c));
    return Math.min(1, Math.max(0, total));
  };
  return meanOfDefined(Array.from({ length: width }, (_, c) => area(c)));
}
