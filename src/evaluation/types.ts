import type { Dataset } from '../values/dataset';

/** What evaluation needs of a trained model: its raw outputs on rows of a dataset. Implemented by the inference predictor. */
export interface OutputSource {
  /**
   * One output for each target of the model, in the order of `pipeline.targets`: probabilities [rows, classes] or [rows, 1]
   * for classes (softmax or sigmoid applied), standardised numbers [rows, 1] for regression, [rows, …] for a tensor target.
   */
  outputs(
    dataset: Dataset,
    rows: Int32Array,
  ): Promise<readonly { readonly data: Float32Array; readonly shape: readonly number[] }[]>;
}
