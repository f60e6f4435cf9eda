import type { Dataset } from '../values/dataset';
import type { ClassScores } from '../values/report';

/** One output of a model on some rows. */
export interface RawOutput {
  /** the target it answers; without it, the target at the same place in `pipeline.targets` */
  readonly target?: string;
  readonly data: Float32Array;
  /** [rows, …] */
  readonly shape: readonly number[];
}

/** What evaluation needs of a trained model: its raw outputs on rows of a dataset. Implemented by the predictor. */
export interface OutputSource {
  /**
   * Probabilities [rows, classes] or [rows, 1] for classes (softmax or sigmoid applied), standardised numbers [rows, 1] for
   * regression, [rows, …] for a tensor target.
   */
  outputs(dataset: Dataset, rows: Int32Array): Promise<readonly RawOutput[]>;
}

/** What one target's answers are worth. */
export interface Scores {
  readonly metrics: Record<string, number>;
  readonly confusion?: { readonly labels: readonly string[]; readonly matrix: readonly (readonly number[])[] };
  readonly classes?: readonly ClassScores[];
  /** how right each row's answer is: more is better; what it counts is the same for model and baseline */
  readonly right: Float64Array;
  /** sentences about what is not defined, or not to be trusted */
  readonly notes: readonly string[];
}
