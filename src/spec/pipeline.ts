import type { Column, ColumnFormat, ColumnType } from './column';
import type { SeriesPipeline } from './series';

/** What was fitted on the training rows, and how it turns raw values into numbers. */

/** How a number is scaled: see `pipeline/scales.ts`. JSON. */
export type Scale =
  /** (x − mean) / std, missing → mean. `std` is 1 if the column is constant */
  | { readonly kind: 'standardize'; readonly mean: number; readonly std: number }
  /** z / √(1 + (z/3)²) of z = (x − median) / iqr, always between −3 and 3; missing → median */
  | { readonly kind: 'robust'; readonly median: number; readonly iqr: number }
  /** (l − mean) / std of l = sign(x) · ln(1 + |x| / unit), missing → the x whose l is the mean */
  | { readonly kind: 'log'; readonly unit: number; readonly mean: number; readonly std: number }
  /**
   * √12 · (s − ½), where s is the share of the training values below x: linear between `values` (ascending), at which
   * it is `shares`; missing → median
   */
  | { readonly kind: 'quantile'; readonly values: readonly number[]; readonly shares: readonly number[] }
  /** (x − min) / range, missing → mean. `range` is 1 if the column is constant */
  | { readonly kind: 'minmax'; readonly min: number; readonly range: number; readonly mean: number }
  /** unchanged, missing → mean (arrays have no missing values) */
  | { readonly kind: 'identity'; readonly mean?: number };

/** What was fitted on the training rows of one column, and how a raw value becomes numbers. JSON. */
export type Transform =
  /** of a number, or of each number of an array */
  | Scale
  /** of an array: one for each position along its last axis */
  | { readonly kind: 'positions'; readonly scales: readonly Scale[] }
  /** one-hot over the categories seen in training (sorted); unknown and missing → all zeros; width = categories.length */
  | { readonly kind: 'one-hot'; readonly categories: readonly string[] }
  /** index of the category, 0 … n−1 (targets, embeddings) */
  | { readonly kind: 'index'; readonly categories: readonly string[] }
  /** false/true → 0/1, missing → the more frequent of the two */
  | { readonly kind: 'boolean'; readonly missing: 0 | 1; readonly labels: readonly [string, string] }
  /**
   * standardized year, then sine and cosine of month, weekday and hour, as far as they differ among the training rows
   * (dates that are all January 1 have only a year); missing → all zeros; width 1 + 2 × the other parts
   */
  | {
      readonly kind: 'calendar';
      readonly mean: number;
      readonly std: number;
      readonly parts: readonly CalendarPart[];
    };

export type CalendarPart = 'month' | 'weekday' | 'hour';

export interface ColumnPipeline {
  readonly name: string;
  readonly type: ColumnType;
  readonly transform: Transform;
  /** shape of one encoded row, `[1]`, `[categories]`, a tensor's own shape */
  readonly shape: readonly number[];
  /**
   * of whole numbers: the distinct ones of the training rows, ascending, for inputs that read them by index; of a
   * target: those of all rows, for outputs whose task says that they are classes
   */
  readonly categories?: readonly string[];
  /** how its texts were read in training; absent in models of 0.1.0, and if nothing was ambiguous */
  readonly format?: ColumnFormat;
}

/**
 * How an input reads its columns. `one-hot`: by their transforms. `index`: one column of categories as whole numbers, 1
 * for the first category of training and so on; 0 for missing values and values never seen in training. Columns of
 * arrays are the same in both. `auto`: one-hot, until a network looks up the numbers (`resolveInputs`). Source:
 * keras.layers.StringLookup.
 */
export type Encoding = 'auto' | 'one-hot' | 'index';

/** Fitted on the training rows, saved with the model (`pipeline.json`): raw records in, numbers out, and back. */
export interface Pipeline {
  /** 2: it uses a scaling that 0.1.0 does not know, and rejects with a message; else 1 */
  readonly version: 1 | 2;
  readonly features: readonly ColumnPipeline[];
  readonly targets: readonly TargetPipeline[];
  /**
   * for a dataset: texts that repeat, with too many values for one-hot. An embedding may look them up in an input of
   * their own; a model has those that it uses among its features
   */
  readonly lookups?: readonly ColumnPipeline[];
  /** of windows of a series: how they are made of readings */
  readonly series?: SeriesPipeline;
}

export interface TargetPipeline extends ColumnPipeline {
  /**
   * classification: `index` over 3 or more classes; binary: `index` or `boolean` over two; regression: standardize. A
   * tensor target is `identity` if every row is one-hot (classification) or every value is 0 or 1 (multi-label);
   * otherwise it is scaled like a number, as a whole or each position by itself (regression).
   */
  readonly task: 'classification' | 'binary' | 'multi-label' | 'regression';
  /** class names, in the order of the output units (binary: [negative, positive]) */
  readonly classes?: readonly string[];
}

/** Encoded rows, [rows, …]. */
export interface Encoded {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
  /** [rows] where in `data` each row begins; absent: one row after the other */
  readonly starts?: Int32Array;
}

/** Raw records as typed columns, ready for `encodeFeatures`. */
export interface PreparedRecords {
  readonly columns: readonly Column[];
  readonly rows: number;
  /** true for a single record, not an array of them: a single answer is returned */
  readonly single: boolean;
  /** values handled by a rule that may be unexpected, `column "Island": "Atlantis" was never seen in training` */
  readonly warnings: readonly string[];
}
