/** The data's words. All of it is plain JSON plus typed arrays, so that it crosses to the training process as bytes. */

export type ColumnType = 'number' | 'integer' | 'category' | 'boolean' | 'date' | 'text' | 'tensor' | 'ignored';

/** What the user may say of a column; the rest is guessed. */
export interface ColumnHint {
  readonly name: string;
  readonly type?: ColumnType;
}

/**
 * One typed column, in shared memory.
 * - number, integer, date (ms since 1970, UTC): Float64Array [rows], NaN = missing
 * - category, boolean, text: Int32Array [rows] of indices into `labels`, −1 = missing
 * - tensor: Float32Array [rows × product(shape)], never missing
 */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly data: Float64Array | Float32Array | Int32Array;
  readonly labels?: readonly string[];
  /** shape of one row's value (tensor columns), without the batch */
  readonly shape?: readonly number[];
}

export type SplitName = 'train' | 'validation' | 'test';

/** What was learned from the training rows of one column, and how a raw value becomes numbers. JSON. */
export type Transform =
  /** (x − mean) / std, missing → mean; one number. `std` is 1 where the column is constant */
  | { readonly kind: 'standardize'; readonly mean: number; readonly std: number }
  /** one-hot over the categories seen in training (sorted); unknown and missing → all zeros; width = categories.length */
  | { readonly kind: 'one-hot'; readonly categories: readonly string[] }
  /** index of the category, 0 … n−1 (targets, embeddings) */
  | { readonly kind: 'index'; readonly categories: readonly string[] }
  /** false/true → 0/1, missing → the commoner of the two */
  | { readonly kind: 'boolean'; readonly missing: 0 | 1; readonly labels: readonly [string, string] }
  /** year, and sine and cosine of month, weekday and hour; standardised year; width 7 */
  | { readonly kind: 'calendar'; readonly mean: number; readonly std: number; readonly missing: number }
  /** as it is */
  | { readonly kind: 'identity' };

export interface ColumnPipeline {
  readonly name: string;
  readonly type: ColumnType;
  readonly transform: Transform;
  /** shape of one encoded row, `[1]`, `[categories]`, a tensor's own shape */
  readonly shape: readonly number[];
}

/** Fitted on the training rows, saved with the model (`pipeline.json`): raw records in, numbers out, and back. */
export interface Pipeline {
  readonly version: 1;
  readonly features: readonly ColumnPipeline[];
  readonly targets: readonly TargetPipeline[];
}

export interface TargetPipeline extends ColumnPipeline {
  /** classification: `index` over 3 or more classes; binary: `boolean` or two classes; regression: standardize; tensor target: identity */
  readonly task: 'classification' | 'binary' | 'regression';
  /** class names, in the order of the output units (binary: [negative, positive]) */
  readonly classes?: readonly string[];
}
