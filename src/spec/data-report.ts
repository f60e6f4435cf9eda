import type { ColumnType } from './column';
import type { Findings, SplitName } from './dataset';

/** What a column is in its dataset. */
export type ColumnRole = 'feature' | 'target' | 'sample weight' | 'not used';

/**
 * How strongly two columns depend on each other, −1 … 1 or 0 … 1. pearson: of two numbers. correlation ratio: of a number
 * and a category. cramers v: of two categories. The last two are corrected for what chance gives.
 */
export interface Association {
  readonly measure: 'pearson' | 'correlation ratio' | 'cramers v';
  readonly value: number;
}

/** What a column says about a target. */
export interface TargetRelation {
  readonly target: string;
  /** absent where it is not defined, such as of a constant */
  readonly association?: Association;
  /** of both columns, in nats */
  readonly mutualInformation?: number;
  /** the share of the target's entropy that it is, 0 … 1; of a target of classes */
  readonly share?: number;
}

/** Of a column of numbers; dates are milliseconds since 1970, UTC. */
export interface NumberSummary {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** of the population */
  readonly std: number;
  /** at 5, 25, 50, 75 and 95 % */
  readonly quantiles: readonly number[];
}

/** Numbers in intervals of equal width: their limits, one more than the counts. */
export interface ColumnHistogram {
  readonly limits: readonly number[];
  readonly counts: readonly number[];
  /** a row for each of the report's classes */
  readonly byClass?: readonly (readonly number[])[];
  /** do the first and the last interval also hold what lies beyond them? */
  readonly open: boolean;
}

export interface ValueCount {
  readonly label: string;
  readonly rows: number;
  /** one for each of the report's classes */
  readonly byClass?: readonly number[];
}

export interface ColumnSummary {
  readonly name: string;
  readonly type: ColumnType;
  readonly role: ColumnRole;
  /** rows without a value */
  readonly missing: number;
  /** different values; of arrays not counted */
  readonly distinct?: number;
  readonly numbers?: NumberSummary;
  readonly histogram?: ColumnHistogram;
  /** the most frequent values, at most 12 */
  readonly values?: readonly ValueCount[];
  /** rows with any other value */
  readonly otherRows?: number;
  /** of one row's array */
  readonly shape?: readonly number[];
  readonly relations: readonly TargetRelation[];
  /** how it was read, and why it is what it is, in sentences */
  readonly notes: readonly string[];
}

/** What should be looked at, before anything is learned from the data. */
export type DataWarning =
  /** the target in disguise: known only when the answer is */
  | { readonly kind: 'leak'; readonly column: string; readonly target: string; readonly strength: number }
  /** nearly each row has a value of its own */
  | { readonly kind: 'identifier'; readonly column: string; readonly distinct: number }
  | { readonly kind: 'constant'; readonly column: string }
  | { readonly kind: 'missing'; readonly column: string; readonly share: number }
  /** no value any more, or always the same one, from `since` on, in a share of the steps of a time series */
  | {
      readonly kind: 'stopped' | 'stuck';
      readonly column: string;
      readonly since: string;
      readonly share: number;
      /** it cannot be left out */
      readonly isTarget?: boolean;
    }
  | { readonly kind: 'redundant'; readonly column: string; readonly other: string }
  | { readonly kind: 'duplicates'; readonly rows: number }
  /** rows of this split that are among the training rows too */
  | {
      readonly kind: 'same-rows';
      readonly split: Exclude<SplitName, 'train'>;
      readonly rows: number;
      readonly of: number;
    }
  /** rows whose features are those of another row with another target */
  | { readonly kind: 'contradictions'; readonly rows: number; readonly target: string }
  | { readonly kind: 'rare-class'; readonly target: string; readonly label: string; readonly rows: number }
  | { readonly kind: 'imbalance'; readonly target: string; readonly label: string; readonly share: number }
  /** `distance`: Kolmogorov and Smirnov's of numbers, the total variation of categories, 0 … 1 */
  | {
      readonly kind: 'drift';
      readonly column: string;
      readonly split: Exclude<SplitName, 'train'>;
      readonly distance: number;
      readonly chance: number;
    };

/** A doubt as a form shows it. */
export interface FormDoubt {
  /** '': `more` says all of it */
  readonly text: string;
  /** what it means, and what to do */
  readonly more: string;
  readonly tone: 'good' | 'bad' | 'caution' | 'plain' | 'quiet';
  /** the columns that can be left out because of it */
  readonly columns: readonly string[];
}

export interface TargetSummary {
  readonly target: string;
  /** of classes: the rows of each in each split, the most frequent first */
  readonly classes?: readonly { readonly label: string; readonly rows: Readonly<Record<SplitName, number>> }[];
}

/** A table at a glance. */
export interface DataReportData {
  /** the origin of the rows, in words */
  readonly source: string;
  readonly rows: number;
  readonly split: Readonly<Record<SplitName, number>>;
  /** rows that were left out because a target was missing */
  readonly dropped: number;
  /** the rows from which distinct numbers, quantiles, histograms and relations are known; all unless there are too many */
  readonly looked: number;
  readonly targets: readonly TargetSummary[];
  /** of the first target: those by which histograms are split, at most 6; none, where it is a number */
  readonly classes: readonly string[];
  /** the targets first, then the others as they stand in the data */
  readonly columns: readonly ColumnSummary[];
  /** columns beyond those, of which nothing is told */
  readonly moreColumns: number;
  readonly correlations: {
    readonly columns: readonly string[];
    /** of each pair; null where it is not defined */
    readonly matrix: readonly (readonly (number | null)[])[];
  };
  /** rows that an earlier one equals in all features and targets; `estimated`: from a part of the rows */
  readonly duplicates: { readonly rows: number; readonly estimated: boolean };
  readonly warnings: readonly DataWarning[];
  /** how the data were read */
  readonly findings: Findings;
}
