import { type GraphNode, mul, positive, sub, sum } from '../../../graph';
import type { TargetForm } from '../../entry';
import { highest, meanOfDefined, table, vector } from '../losses/per-sample';

/** The counts of a classifier's answers for each class, from which precision, recall and f1 follow. */
export interface ConfusionCounts {
  /** true positives */
  readonly hits: number;
  /** predicted positives */
  readonly called: number;
  /** actual positives */
  readonly truth: number;
}

/**
 * Sums over a batch: hits, called and truth of all classes, in this order. For targets of 0 and 1 the threshold is 0.5.
 */
export function countConfusions(target: GraphNode, prediction: GraphNode, form: TargetForm): GraphNode {
  const { truth, score } = table(target, prediction, form);
  const called = form === 'number' ? positive(sub(score, 0.5)) : highest(score);
  return vector(sum(mul(truth, called), [0]), sum(called, [0]), sum(truth, [0]));
}

/**
 * With one output of 0 and 1: its own value, NaN if the denominator is 0. Otherwise the mean over the classes that
 * occur among the actual or predicted ones, as scikit-learn's average='macro' with zero_division=0; NaN if none occurs.
 */
export const meanOverClasses =
  (judge: (answers: ConfusionCounts) => number) =>
  (sums: Float64Array): number => {
    const width = sums.length / 3;
    const all = Array.from({ length: width }, (_, i) => ({
      hits: sums[i]!,
      called: sums[width + i]!,
      truth: sums[2 * width + i]!,
    }));
    if (width === 1) return judge(all[0]!);
    const occurring = all.filter(({ called, truth }) => called + truth > 0);
    return meanOfDefined(occurring.map(answers => orZero(judge(answers))));
  };

const orZero = (value: number): number => (Number.isNaN(value) ? 0 : value);
