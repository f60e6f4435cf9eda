import type { ColumnHint, DateOrder, DecimalSign } from './column';

/** How a table becomes a dataset. */

export type SplitName = 'train' | 'validation' | 'test';

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
