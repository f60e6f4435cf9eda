import type { DateFormat, DateOrder } from './dates';
import type { DecimalSign } from './numeral';

/** The data's words. All of it is plain JSON plus typed arrays, so that it crosses to the training process as bytes. */

export type ColumnType = 'number' | 'integer' | 'category' | 'boolean' | 'date' | 'text' | 'tensor' | 'ignored';

/**
 * How numbers are scaled. standard: (x − mean) / std. robust: by median and interquartile range, and what lies far out is
 * bent inwards. minmax: from 0 to 1. none: as they are.
 */
export type Scaling = 'standard' | 'robust' | 'minmax' | 'none';
/** How the texts of a column are read: found in its cells or set by the user, and kept with the model for what is to be predicted. JSON. */
export interface ColumnFormat {
  /** the decimal sign; without one, what can only be read in one way */
  readonly decimal?: DecimalSign;
  /** the only sign that may stand between thousands, '' none; default: any but the decimal sign */
  readonly thousands?: string;
  /** what stands beside the numbers and is left out, `€` */
  readonly unit?: string;
  /** what stands first in a date of three numbers, or what a number says of time */
  readonly date?: DateFormat;
  /** the texts that stand for no value; default: the known ones (marks.ts) */
  readonly missing?: readonly string[];
  /** known marks of missing that are labels here, such as `NA` among the codes of countries */
  readonly labels?: readonly string[];
  /** bytes are their hexadecimal texts */
  readonly bytes?: 'hex';
  /** some texts of training were no numbers (or dates): they count as missing */
  readonly lenient?: true;
}

/** What the user may say of a column; the rest is guessed. */
export interface ColumnHint {
  readonly name: string;
  readonly type?: ColumnType;
  /** of numbers and arrays; without it the training rows decide */
  readonly scaling?: Scaling;
  readonly decimal?: DecimalSign;
  readonly date?: DateFormat;
}

/**
 * One typed column, in shared memory.
 * - number, integer, date (ms since 1970, UTC): Float64Array [rows], NaN = missing
 * - category, boolean: Int32Array [rows] of indices into `labels`, −1 = missing
 * - text: the same, into `texts`
 * - tensor: Float32Array [rows × product(shape)], never missing
 */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly data: Float64Array | Float32Array | Int32Array;
  readonly labels?: readonly string[];
  /** UTF-8, one behind the other, and where each text ends; in shared memory too */
  readonly texts?: { readonly bytes: Uint8Array; readonly ends: Float64Array };
  /** shape of one row's value (tensor columns), without the batch */
  readonly shape?: readonly number[];
  /** how its texts were read; absent where all was plain */
  readonly format?: ColumnFormat;
}

export type SplitName = 'train' | 'validation' | 'test';

/** How one number becomes another: see `pipeline/scales.ts`. JSON. */
export type Scale =
  /** (x − mean) / std, missing → mean. `std` is 1 where the column is constant */
  | { readonly kind: 'standardize'; readonly mean: number; readonly std: number }
  /** z / √(1 + (z/3)²) of z = (x − median) / iqr, always between −3 and 3; missing → median */
  | { readonly kind: 'robust'; readonly median: number; readonly iqr: number }
  /** (x − min) / range, missing → mean. `range` is 1 where the column is constant */
  | { readonly kind: 'minmax'; readonly min: number; readonly range: number; readonly mean: number }
  /** as it is, missing → mean (arrays have no missing values) */
  | { readonly kind: 'identity'; readonly mean?: number };

/** What was learned from the training rows of one column, and how a raw value becomes numbers. JSON. */
export type Transform =
  /** of a number; of an array: of each of its numbers */
  | Scale
  /** of an array: one for each place along its last axis */
  | { readonly kind: 'positions'; readonly scales: readonly Scale[] }
  /** one-hot over the categories seen in training (sorted); unknown and missing → all zeros; width = categories.length */
  | { readonly kind: 'one-hot'; readonly categories: readonly string[] }
  /** index of the category, 0 … n−1 (targets, embeddings) */
  | { readonly kind: 'index'; readonly categories: readonly string[] }
  /** false/true → 0/1, missing → the commoner of the two */
  | { readonly kind: 'boolean'; readonly missing: 0 | 1; readonly labels: readonly [string, string] }
  /**
   * standardised year, then sine and cosine of month, weekday and hour, as far as they tell training rows apart (dates
   * that are all the first of January have only a year); missing → all zeros; width 1 + 2 × the other parts
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
   * of whole numbers: the different ones of the training rows, ascending, for inputs that read them by index; of a
   * target: those of all rows, for outputs whose task says that they are classes
   */
  readonly categories?: readonly string[];
  /** how its texts were read in training; absent in models of 0.1.0, and where all was plain */
  readonly format?: ColumnFormat;
}

/**
 * How an input reads its columns. `one-hot`: as their transforms say. `index`: one column of categories as whole numbers,
 * 1 for the first category of training and so on; 0 for what training never saw, and for a missing value. Columns of
 * arrays are the same in both. `auto`: one-hot, until a network says that it looks the numbers up (`resolveInputs`).
 * Source: keras.layers.StringLookup.
 */
export type Encoding = 'auto' | 'one-hot' | 'index';

/** Fitted on the training rows, saved with the model (`pipeline.json`): raw records in, numbers out, and back. */
export interface Pipeline {
  /** 2: it scales as 0.1.0 did not know, which then says so; else 1 */
  readonly version: 1 | 2;
  readonly features: readonly ColumnPipeline[];
  readonly targets: readonly TargetPipeline[];
  /**
   * of a dataset: texts that repeat, too many to be one-hot. An embedding may look them up in an input of their own; a model
   * has those that it reads among its features
   */
  readonly lookups?: readonly ColumnPipeline[];
}

export interface TargetPipeline extends ColumnPipeline {
  /**
   * classification: `index` over 3 or more classes; binary: `index` or `boolean` over two; regression: standardize.
   * A tensor target is `identity` where every row is one-hot (classification) or every value is 0 or 1 (multi-label), else
   * scaled as a number is, as a whole or each position by itself (regression).
   */
  readonly task: 'classification' | 'binary' | 'multi-label' | 'regression';
  /** class names, in the order of the output units (binary: [negative, positive]) */
  readonly classes?: readonly string[];
}

/** What was found out about a raw column; for the form. */
export interface ColumnReport {
  readonly name: string;
  readonly type: ColumnType;
  /** up to five different values, as text */
  readonly examples: readonly string[];
  /** rows without a value */
  readonly missing: number;
  /** different values, counted up to 10,000 */
  readonly distinct: number;
  /** why the column is ignored or text, in words */
  readonly reason?: string;
  /** how its numbers are scaled unless somebody says otherwise */
  readonly scaling?: Scaling;
  /** how its texts are read and by what evidence, in sentences */
  readonly notes: readonly string[];
  /** what may have been meant otherwise, or counts as missing though it is no known mark; in sentences */
  readonly warnings: readonly string[];
  readonly format: ColumnFormat;
  /** the texts that stand for no value, with their rows, `"NA" (20)` */
  readonly marks: readonly string[];
  /** what must be mended before the column can be used with this type, in words */
  readonly problem?: { readonly row: number; readonly text: string };
}

export type SplitBy = 'random' | 'stratified' | 'time' | 'column';

export interface DatasetOptions {
  /** corrections of the guessed types */
  readonly columns?: readonly ColumnHint[];
  /** column names; may be empty for {features, targets}, whose targets are known */
  readonly targets: readonly string[];
  /** share of all rows, 0 ≤ share < 1; default 0.2 */
  readonly validation?: number;
  readonly test?: number;
  /** default: stratified for a class, random for a number */
  readonly splitBy?: SplitBy;
  /** `column`: holds train, validation or test; `time`: orders the rows (without it they are in order already) */
  readonly splitColumn?: string;
  /** the column of how much each row counts in the loss, numbers of at least 0; it is then no feature */
  readonly sampleWeight?: string;
  readonly seed?: number;
  /** for all columns whose own setting says nothing; default: by the cells, the other columns and the delimiter */
  readonly decimal?: DecimalSign;
  /** what stands between thousands: `.`, `,`, a space, `'`, or '' for nothing */
  readonly thousands?: string;
  /** what stands first in a date of three numbers */
  readonly dateOrder?: DateOrder;
  /** the texts that stand for no value, in place of the known ones; the empty one always does */
  readonly missing?: readonly string[];
  /** what errors and summaries call the data; default: the table's own source */
  readonly source?: string;
}

/** Encoded rows, [rows, …]. */
export interface Encoded {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

/** Raw records as typed columns, ready for `encodeFeatures`. */
export interface PreparedRecords {
  readonly columns: readonly Column[];
  readonly rows: number;
  /** true where one record came, not an array of them: one answer is due */
  readonly single: boolean;
  /** what was answered by a rule and may surprise, `column "Island": "Atlantis" was never seen in training` */
  readonly warnings: readonly string[];
}
