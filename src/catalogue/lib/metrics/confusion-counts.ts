import { type GraphNode, mul, positive, sub, sum } from '../../../graph';
import type { TargetForm } from '../../entry';
import { highest, meanOfDefined, table, vector } from '../losses/per-sample';

/** How a classifier's answers meet the truth, class by class: what precision, recall and f1 are made of. */
export interface ConfusionCounts {
  /** rows of the class that were called so */
  readonly hits: number;
  /** rows that were called so */
  readonly called: number;
  /** rows of the class */
  readonly truth: number;
}

/** Their sums over a batch: hits, called and truth of each class, one after the other. Of 0 and 1 the threshold is 0.5. */
export const countConfusions =
  (metric: string) =>
  (target: GraphNode, prediction: GraphNode, form: TargetForm): GraphNode => {
    const { truth, score } = table(metric, target, prediction, form);
    const called = form === 'number' ? positive(sub(score, 0.5)) : highest(score);
    return vector(sum(mul(truth, called), [0]), sum(called, [0]), sum(truth, [0]));
  };

/**
 * Of one output of 0 and 1 its own value, NaN where that is a ratio over nothing. Else the mean over the classes that occur
 * in the truth or the answers, as scikit-learn's average='macro' with zero_division=0; NaN where none occurs.
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
