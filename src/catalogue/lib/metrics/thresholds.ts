import { cast, constant, greater, mul, reshape, sum } from '../../../graph';
import type { GraphNode } from '../../../graph/types';
import type { TargetForm } from '../../entry';
import { epsilon, meanOfDefined, table, vector } from '../losses/per-sample';

/** Counts for areas under curves: for 200 thresholds, the number of rows of each class that score above. */

const COUNT = 200;
const THRESHOLDS = Float32Array.from({ length: COUNT }, (_, i) => i / (COUNT - 1));
THRESHOLDS[0] = -epsilon;
THRESHOLDS[COUNT - 1] = 1 + epsilon;

/** True positives [thresholds, classes], then predicted positives [thresholds, classes]. Scores are between 0 and 1. */
export function aboveThresholds(target: GraphNode, prediction: GraphNode, form: TargetForm): GraphNode {
  const { truth, score, rows, width } = table(target, prediction, form);
  const above = cast(greater(reshape(score, [rows, 1, width]), constant(THRESHOLDS, [COUNT, 1])), 'float32');
  return vector(sum(mul(above, reshape(truth, [rows, 1, width])), [0]), sum(above, [0]));
}

/** The counts at one threshold. */
export interface Above {
  readonly truePositives: number;
  /** true and false positives */
  readonly positives: number;
}

/**
 * The mean over the classes of the sum of `piece` over adjacent thresholds. `first` is the lowest threshold, where
 * every row is positive. A class without a curve is ignored; NaN if no class has one. The result is clipped to 0 and 1,
 * against rounding.
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
