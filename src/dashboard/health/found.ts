/** What the node says about a model's health; times in milliseconds since 1970. */
export interface Found {
  /** null: it is not known which model answers */
  readonly title: string | null;
  readonly since: number | null;
  readonly now: number;
  readonly all: Tally;
  readonly level: Level;
  /** milliseconds of each bucket */
  readonly width: number;
  readonly buckets: readonly { readonly from: number; readonly tally: Tally }[];
  /** how many recent records there are to be compared with the training rows, and how many are needed */
  readonly records: number;
  readonly least: number;
  /** columns that can be compared */
  readonly comparable: number;
  /** why columns are not compared; null: they are */
  readonly hint: string | null;
  readonly drifts: readonly Drift[];
  readonly warnings: readonly string[];
}
export type Level = 'hour' | 'days' | 'year';
export interface Tally {
  readonly asked: number;
  readonly rated: number;
  readonly unsure: number;
  readonly compared: number;
  readonly unusual: number;
  readonly targets: readonly (readonly [string, Target])[];
}
export interface Target {
  readonly labels: readonly (readonly [string, number])[];
  readonly others: number;
  readonly numbers: number;
  readonly sum: number;
}
export interface Drift {
  readonly column: string;
  readonly psi: number;
  readonly drifted: boolean;
  readonly since: number | null;
  readonly change: {
    readonly what: 'median' | 'range' | 'label' | 'others' | 'missing';
    readonly label?: string;
    readonly before: number;
    readonly now: number;
  } | null;
}
