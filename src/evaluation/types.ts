import type { ClassScores } from '../spec';
import type { Dataset } from '../values/dataset';

/** What a model says of one row with a confidence: an interval of numbers, or the classes or labels that it may be. */
export interface Certain {
  readonly interval?: readonly [low: unknown, high: unknown] | null;
  readonly set?: readonly string[] | null;
}

/** One output of a model on some rows. */
export interface RawOutput {
  /** the target that it predicts; default: the target at the same position in `pipeline.targets` */
  readonly target?: string;
  readonly data: Float32Array;
  /** what the model says with a confidence, of a row; absent where it was not calibrated */
  readonly certain?: (confidence: number) => (row: number) => Certain;
  /** [rows, …] */
  readonly shape: readonly number[];
}

/** What evaluation needs of a trained model: its raw outputs on rows of a dataset. The predictor implements it. */
export interface OutputSource {
  /**
   * Probabilities [rows, classes] or [rows, 1] for classes (after softmax or sigmoid), standardized numbers [rows, 1]
   * for regression, [rows, …] for a tensor target.
   */
  outputs(dataset: Dataset, rows: Int32Array): Promise<readonly RawOutput[]>;
}

/** The scores of one target's predictions. */
export interface Scores {
  readonly metrics: Record<string, number>;
  readonly confusion?: { readonly labels: readonly string[]; readonly matrix: readonly (readonly number[])[] };
  readonly classes?: readonly ClassScores[];
  /** a score of each row, more is better; comparable between model and baseline */
  readonly right: Float64Array;
  /** sentences about what is not defined, or not reliable */
  readonly notes: readonly string[];
}
