import type { ColumnHint, DateOrder, DecimalSign } from './column';
import type { SeriesOptions } from './series';

/** The settings by which a table becomes a dataset. */

export type SplitName = 'train' | 'validation' | 'test';

/** How many rows there are to learn from, and to check with. */
export interface SplitRows {
  readonly training: number;
  readonly validation: number;
}

export type SplitBy = 'random' | 'stratified' | 'time' | 'group' | 'column';

/** How the rows were assigned to the splits, so that the folds of a cross-validation follow the same rule. */
export interface Splitting {
  readonly by: SplitBy;
  /** a number for each row. `time`: its position in time (without it, the rows are in order); `group`: its group, from 0 */
  readonly key?: Int32Array;
  /** `time`: this many rows before a split or fold are in none, because they overlap with it; default 0 */
  readonly gap?: number;
}

export interface DatasetOptions {
  /** corrections of the detected types */
  readonly columns?: readonly ColumnHint[];
  /** column names; may be empty for {features, targets}, whose targets are known */
  readonly targets: readonly string[];
  /** fraction of all rows, 0 ≤ fraction < 1; default 0.2 */
  readonly validation?: number;
  readonly test?: number;
  /** default: stratified for classes, random for numbers */
  readonly splitBy?: SplitBy;
  /** `column`: holds train, validation or test; `time`: orders the rows (default: their order); `group`: the group of each */
  readonly splitColumn?: string;
  /** the column with each row's weight in the loss, numbers of at least 0; it is not a feature */
  readonly sampleWeight?: string;
  readonly seed?: number;
  /** for columns without a setting of their own; default: by the cells, the other columns and the delimiter */
  readonly decimal?: DecimalSign;
  /** the separator between thousands: `.`, `,`, a space, `'`, or '' for none */
  readonly thousands?: string;
  /** the order of a date of three numbers */
  readonly dateOrder?: DateOrder;
  /** the texts that mean a missing value, instead of the known ones; the empty text always does */
  readonly missing?: readonly string[];
  /** the name of the data in errors and summaries; default: the table's own source */
  readonly source?: string;
  /** the rows are readings of one or several series, of which the dataset's rows are windows */
  readonly series?: SeriesOptions;
}

/** Findings about the data that nobody set, in sentences. */
export interface Findings {
  /** rows and columns that are left out, and why */
  readonly leftOut: readonly string[];
  /** values that may have been meant differently */
  readonly warnings: readonly string[];
  /** how the columns were read, and on what evidence */
  readonly notes: readonly string[];
  /** of time series; they are among the warnings, too */
  readonly deadSensors?: readonly DeadSensor[];
}

/** A column of numbers that measures no more from a time on, or never anything else. */
export type DeadSensor =
  | { readonly kind: 'constant'; readonly column: string }
  /** `since`: its last time with a value, of the first series in which it is so; `share`: of all steps */
  | {
      readonly kind: 'stopped';
      readonly column: string;
      readonly since: string;
      readonly share: number;
      /** it cannot be left out */
      readonly isTarget?: boolean;
    }
  /** `value` stays from `since` to the end */
  | {
      readonly kind: 'stuck';
      readonly column: string;
      readonly value: number;
      readonly since: string;
      readonly share: number;
      readonly isTarget?: boolean;
    };
