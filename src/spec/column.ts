/** Columns of a table. */

/** The sign before the fraction of a number. */
export type DecimalSign = '.' | ',';
/** What stands first where a date is three numbers; year first needs no telling, unless the year has two digits. */
export type DateOrder = 'dmy' | 'mdy' | 'ymd';
/** What a number says of time. */
export type Clock = 'seconds' | 'milliseconds' | 'year' | 'compact';
export type DateFormat = DateOrder | Clock;

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

/** One typed column, its bytes in shared memory. */
export type Column = NumberColumn | LabelColumn | TextColumn | TensorColumn | IgnoredColumn;

interface Named {
  readonly name: string;
  /** how its texts were read; absent where all was plain */
  readonly format?: ColumnFormat;
}

/** One number a row; a date is milliseconds since 1970, UTC. */
export interface NumberColumn extends Named {
  readonly type: 'number' | 'integer' | 'date';
  /** [rows], NaN = missing */
  readonly data: Float64Array;
  readonly labels?: undefined;
  readonly texts?: undefined;
  readonly shape?: undefined;
}

/** One of a few texts a row; of the type text: one of many, for an embedding that looks them up. */
export interface LabelColumn extends Named {
  readonly type: 'category' | 'boolean' | 'text';
  /** [rows] of indices into `labels`, −1 = missing */
  readonly data: Int32Array;
  readonly labels: readonly string[];
  readonly texts?: undefined;
  readonly shape?: undefined;
}

/** Free text: nearly every row has its own. */
export interface TextColumn extends Named {
  readonly type: 'text';
  /** [rows] of indices into `texts`, −1 = missing */
  readonly data: Int32Array;
  /** UTF-8, one behind the other, and where each text ends; in shared memory too */
  readonly texts: { readonly bytes: Uint8Array; readonly ends: Float64Array };
  readonly labels?: undefined;
  readonly shape?: undefined;
}

/** One array a row, without missing values. */
export interface TensorColumn extends Named {
  readonly type: 'tensor';
  /** [rows × product(shape)] */
  readonly data: Float32Array;
  /** of one row's value, without the batch */
  readonly shape: readonly number[];
  readonly labels?: undefined;
  readonly texts?: undefined;
}

/** A column whose values nobody reads. */
export interface IgnoredColumn extends Named {
  readonly type: 'ignored';
  /** empty */
  readonly data: Int32Array;
  readonly labels?: undefined;
  readonly texts?: undefined;
  readonly shape?: undefined;
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
