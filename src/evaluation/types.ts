import type { NumberReader } from '../calibration';
import type { ClassScores } from '../spec';
import type { Dataset } from '../values/dataset';

/** A model's answer to one row with a confidence: an interval of numbers, or the set of possible classes or labels. */
export interface Certain {
  readonly interval?: readonly [low: unknown, high: unknown] | null;
  readonly set?: readonly string[] | null;
}

/** One output of a model on some rows. */
export interface RawOutput {
  /** the target that it predicts; default: the target at the same position in `pipeline.targets` */
  readonly target?: string;
  readonly data: Float32Array;
  /** the answer to a row with a confidence; absent without calibration */
  readonly certain?: (confidence: number) => (row: number) => Certain;
  /** as the network gives it, and how numbers are read of it; for forecasts */
  readonly raw?: Float32Array;
  readonly reader?: NumberReader;
  /** [rows, …] */
  readonly shape: readonly number[];
}

/** What evaluation needs of a trained model: its raw outputs on rows of a dataset. The predictor implements it. */
export interface OutputSource {
  /**
   * Probabilities [rows, classes] or [rows, 1] for classes (after softmax or sigmoid), scaled numbers [rows, 1]
   * for regression, [rows, …] for a tensor target.
   */
  outputs(dataset: Dataset, rows: Int32Array): Promise<readonly RawOutput[]>;
}

/** The scores of one target's predictions. */
export interface Scores {
  readonly metrics: Record<string, number>;
  readonly confusion?: { readonly labels: readonly string[]; readonly matrix: readonly (readonly number[])[] };
  readonly classes?: readonly ClassScores[];
  /** a score for each row, larger is better; comparable between model and baseline */
  readonly right: Float64Array;
  /** sentences about what is undefined or unreliable */
  readonly notes: readonly string[];
}
