import type { Aggregate } from './series';

/** Columns of a table. */

/** The character before the fraction of a number. */
export type DecimalSign = '.' | ',';
/** The order of a date of three numbers; year first is recognized without a setting, unless the year has two digits. */
export type DateOrder = 'dmy' | 'mdy' | 'ymd';
/** The meaning of a number as a time. */
export type Clock = 'seconds' | 'milliseconds' | 'year' | 'compact';
export const DATE_FORMATS = ['dmy', 'mdy', 'ymd', 'seconds', 'milliseconds', 'year', 'compact'] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

/** The unit of numbers that are written as lengths of time, `36:15`; it is the first part of a clock with two. */
export const DURATION_UNITS = ['hours', 'minutes'] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

export const COLUMN_TYPES = ['number', 'integer', 'category', 'boolean', 'date', 'text', 'tensor', 'ignored'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

/**
 * How numbers are scaled. standard: (x − mean) / std. robust: by median and interquartile range, with outliers
 * compressed. minmax: to 0 … 1. log: by magnitude, for counts and sums that range widely. quantile: by rank, evenly spread.
 * none: not at all.
 */
export const SCALINGS = ['standard', 'robust', 'minmax', 'log', 'quantile', 'none'] as const;
export type Scaling = (typeof SCALINGS)[number];

/**
 * How the texts of a column are read: detected from its cells or set by the user, and kept with the model for records
 * to be predicted. JSON.
 */
export interface ColumnFormat {
  /** the decimal sign; without one, only unambiguous numbers are read */
  readonly decimal?: DecimalSign;
  /** the only separator allowed between thousands, '' for none; default: any but the decimal sign */
  readonly thousands?: string;
  /** the unit beside the numbers, which is removed, `€` */
  readonly unit?: string;
  /** numbers are multiplied by the power of ten beside them: `1.2k`, `3M`, `4 Mio.` */
  readonly magnitudes?: true;
  /** texts are lengths of time, `36:15`, and become numbers of this unit */
  readonly duration?: DurationUnit;
  /** the order of a date of three numbers, or the meaning of a number as a time */
  readonly date?: DateFormat;
  /** the texts that mean a missing value; default: the known ones (marks.ts) */
  readonly missing?: readonly string[];
  /** known markers of missing values that are labels here, such as `NA` among country codes */
  readonly labels?: readonly string[];
  /** bytes are read as hexadecimal texts */
  readonly bytes?: 'hex';
  /** some texts of training were not numbers (or dates) and are treated as missing */
  readonly lenient?: true;
  /** records of the data leave the key out where there is no value, and so may those to be predicted */
  readonly optional?: true;
}

/** What the user may set for a column; the rest is detected. */
export interface ColumnHint {
  readonly name: string;
  readonly type?: ColumnType;
  /** of numbers and arrays; by default the training rows decide */
  readonly scaling?: Scaling;
  readonly decimal?: DecimalSign;
  readonly date?: DateFormat;
  /** of a series that is resampled */
  readonly aggregate?: Aggregate;
}

/** One typed column, its bytes in shared memory. */
export type Column = NumberColumn | LabelColumn | TextColumn | TensorColumn | IgnoredColumn;

interface Named {
  readonly name: string;
  /** how its texts were read; absent if nothing was ambiguous */
  readonly format?: ColumnFormat;
}

/** One number per row; a date is milliseconds since 1970, UTC. */
export interface NumberColumn extends Named {
  readonly type: 'number' | 'integer' | 'date';
  /** [rows], NaN = missing */
  readonly data: Float64Array;
  readonly labels?: undefined;
  readonly texts?: undefined;
  readonly shape?: undefined;
  readonly starts?: undefined;
}

/** One of a few texts per row; with the type text, one of many, for an embedding that looks them up. */
export interface LabelColumn extends Named {
  readonly type: 'category' | 'boolean' | 'text';
  /** [rows] of indices into `labels`, −1 = missing */
  readonly data: Int32Array;
  readonly labels: readonly string[];
  readonly texts?: undefined;
  readonly shape?: undefined;
  readonly starts?: undefined;
}

/** Free text: nearly every row has its own. */
export interface TextColumn extends Named {
  readonly type: 'text';
  /** [rows] of indices into `texts`, −1 = missing */
  readonly data: Int32Array;
  /** concatenated UTF-8, and the end of each text; also in shared memory */
  readonly texts: { readonly bytes: Uint8Array; readonly ends: Float64Array };
  readonly labels?: undefined;
  readonly shape?: undefined;
  readonly starts?: undefined;
}

/** One array per row, without missing values. */
export interface TensorColumn extends Named {
  readonly type: 'tensor';
  /** [rows × product(shape)]; with `starts`, any number of numbers, which rows share */
  readonly data: Float32Array;
  /** the shape of one row's value, without the batch */
  readonly shape: readonly number[];
  /** [rows] where in `data` each row begins: windows of a series share its numbers. Absent: one row after the other */
  readonly starts?: Int32Array;
  readonly labels?: undefined;
  readonly texts?: undefined;
}

/** A column whose values are not used. */
export interface IgnoredColumn extends Named {
  readonly type: 'ignored';
  /** empty */
  readonly data: Int32Array;
  readonly labels?: undefined;
  readonly texts?: undefined;
  readonly shape?: undefined;
  readonly starts?: undefined;
}

/** Some training rows, in the feature columns: explanations compare a row with them. */
export interface Background {
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** How the values of a column are spread over the rows that were looked at: rows in each bar of a small picture. */
export type ColumnDistribution =
  /** intervals of one width, the outer ones with all beyond; from the least to the largest value, dates in milliseconds */
  | { readonly kind: 'numbers'; readonly from: number; readonly to: number; readonly counts: readonly number[] }
  /** the most frequent labels first; `others`: rows of all further ones */
  | {
      readonly kind: 'labels';
      readonly labels: readonly string[];
      readonly counts: readonly number[];
      readonly others?: number;
    };

/** Findings about a raw column, for the form. */
export interface ColumnReport {
  readonly name: string;
  readonly type: ColumnType;
  /** up to five different values, as text */
  readonly examples: readonly string[];
  /** rows without a value */
  readonly missing: number;
  /** distinct values, counted up to 10,000 */
  readonly distinct: number;
  /** why the column is ignored or text, in words */
  readonly reason?: string;
  /** how its numbers are scaled by default */
  readonly scaling?: Scaling;
  /** how its texts are read, and on what evidence, in sentences */
  readonly notes: readonly string[];
  /** values that may have been meant differently, or are treated as missing without a known marker; in sentences */
  readonly warnings: readonly string[];
  /** one of the warnings says that the numbers of this target may be classes */
  readonly mayBeClasses?: true;
  readonly format: ColumnFormat;
  /** the texts that mean a missing value, with their rows, `"NA" (20)` */
  readonly marks: readonly string[];
  /** how its values are spread */
  readonly distribution?: ColumnDistribution;
  /** what must be fixed before the column can be used with this type, in words */
  readonly problem?: { readonly row: number; readonly text: string };
}
