import type { GraphNode } from '../../graph/types';
import type { Arguments, ArgumentTable } from '../arguments';

/**
 * The form in which a loss takes a target: class index int32 [N], one-hot float32 [N, classes], or numbers float32 [N,
 * width].
 */
export type TargetForm = 'index' | 'one-hot' | 'number';

/** One number as a network gives it. Without a spread of its own, `low` and `high` are the number itself. */
export interface Reading {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** the network's own measure of its error; 1: it gives none */
  readonly scale: number;
}

/** A network gives several outputs for each number of the target: quantiles, or a mean and its spread. */
export interface Distribution<T extends ArgumentTable = ArgumentTable> {
  /** how many */
  outputs(args: Arguments<T>): number;
  /** the numbers themselves, for metrics: [N, numbers · outputs] → [N, numbers] */
  point(prediction: GraphNode, args: Arguments<T>): GraphNode;
  /** the number whose first output is at `from` */
  read(values: ArrayLike<number>, from: number, args: Arguments<T>): Reading;
}

export interface LossEntry<T extends ArgumentTable = ArgumentTable> {
  readonly kind: 'loss';
  readonly className: string;
  readonly arguments: T;
  readonly target: TargetForm;
  /** the loss depends on the position of 0: it takes numbers in the target's own unit, not standardized ones */
  readonly ownUnit?: true;
  /** the loss is for counts: the target is not standardized, and the network's outputs are positive */
  readonly counts?: true;
  /** the loss is of a distribution, for which the network gives several outputs for each number */
  readonly distribution?: Distribution<T>;
  /** the loss of each row, [N]; the training step takes the mean over rows (and weights) */
  call(target: GraphNode, prediction: GraphNode, args: Arguments<T>): GraphNode;
}

export interface MetricEntry {
  readonly kind: 'metric';
  /** the key in messages, snake case: `accuracy`, `roc_auc`, `rmse` */
  readonly key: string;
  /** the Keras class, if there is one */
  readonly className: string;
  /** the kind of target: classes (or 0 and 1), or numbers */
  readonly judges: 'classes' | 'numbers';
  /** is a higher value better? */
  readonly better: 'higher' | 'lower';
  /**
   * the metric is the same in every unit of the target: it takes standardized numbers, which are best for float32 sums
   */
  readonly scaleFree?: boolean;
  /** the metric depends only on differences y − p and scales with their unit: it may be computed in any unit */
  readonly ofDifferences?: true;
  /** sums over the rows of a batch, a float32 vector [k]; added over batches in float64 */
  partials(target: GraphNode, prediction: GraphNode, form: TargetForm): GraphNode;
  /** what the metric needs to be defined, such as `rows of both classes`; default: any row */
  readonly needs?: string;
  /** the metric from the added sums; NaN if it is not defined */
  result(sums: Float64Array): number;
}

export const loss = <T extends ArgumentTable = Record<never, never>>(
  className: string,
  e: Omit<LossEntry<T>, 'kind' | 'className' | 'arguments'> & { readonly arguments?: T },
): LossEntry<T> => ({ kind: 'loss', className, ...e, arguments: e.arguments ?? ({} as T) });
export const metric = (key: string, e: Omit<MetricEntry, 'kind' | 'key'>): MetricEntry => ({
  kind: 'metric',
  key,
  ...e,
});
