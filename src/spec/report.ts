import type { AnomalyReport } from './anomaly';
import type { FoldScores, Verdict } from './card';
import type { ForecastReport } from './forecast';

export interface ClassScores {
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

export interface Confusion {
  readonly labels: readonly string[];
  /** rows: actual, columns: predicted */
  readonly matrix: readonly (readonly number[])[];
  /** the same as shares of each class's actual rows; 0 if there are none */
  readonly shares?: readonly (readonly number[])[];
}

export type CurvePoint = readonly [x: number, y: number];

/**
 * How well the rows of one class are separated from all others. Areas are exact; curves are kept at 200 points at most.
 */
export interface ClassCurves {
  readonly label: string;
  /** rows of the class */
  readonly positives: number;
  /** areas under the ROC and the precision-recall curve (average precision); absent where they are not defined */
  readonly rocAuc?: number;
  readonly averagePrecision?: number;
  /** [false positive rate, true positive rate] */
  readonly roc?: readonly CurvePoint[];
  /** [recall, precision] */
  readonly precisionRecall?: readonly CurvePoint[];
  /** [share of the rows with the highest scores, how many times as frequent the class is among them] */
  readonly lift?: readonly CurvePoint[];
}

export interface CalibrationBin {
  /** the mean predicted probability */
  readonly predicted: number;
  /** the share of rows for which it was right */
  readonly actual: number;
  readonly rows: number;
}

export interface CalibrationCurve {
  /** expected calibration error: the mean distance of the two, weighted by rows */
  readonly error: number;
  readonly bins: readonly CalibrationBin[];
}

/** What one false alarm and one miss cost, in any unit. */
export interface Costs {
  readonly falseAlarm: number;
  readonly miss: number;
}

export interface CostedThreshold {
  readonly threshold: number;
  readonly falseAlarms: number;
  readonly misses: number;
  readonly cost: number;
  readonly precision: number;
  readonly recall: number;
}

/** The costs of thresholds for two classes. */
export interface ThresholdTable {
  /** the class that is predicted from the threshold on */
  readonly positive: string;
  readonly cost: Costs;
  readonly recommended: CostedThreshold;
  /** at 0.5 */
  readonly usual: CostedThreshold;
  readonly table: readonly CostedThreshold[];
  /** [threshold, cost], at most 200 */
  readonly curve: readonly CurvePoint[];
}

/** Rows with the same value of a column, or in the same quarter of its numbers. */
export interface Subgroup {
  readonly column: string;
  /** of a category; null: missing */
  readonly value?: string | null;
  /** of numbers and dates (ISO): a quarter, with both ends, except the lower end of all but the first */
  readonly from?: number | string;
  readonly to?: number | string;
  readonly rows: number;
}

export interface Slice extends Subgroup {
  /** the metric on these rows, and on the others */
  readonly score: number;
  readonly others: number;
  /** the probability of such a difference by chance, corrected for the number of slices (Holm) */
  readonly chance: number;
}

export interface Slices {
  readonly metric: 'accuracy' | 'mae';
  /** slices with enough rows */
  readonly tested: number;
  /** slices that are worse by more than chance explains, the largest difference first */
  readonly worst: readonly Slice[];
  /** the next worst slices, for a picture */
  readonly others: readonly Slice[];
}

export interface ResidualGroup extends Subgroup {
  /** of actual − predicted */
  readonly mean: number;
  readonly std: number;
}

/** The residuals of numbers: actual − predicted, in the target's own unit. */
export interface Residuals {
  /** [predicted, actual] of at most 400 rows */
  readonly points: readonly CurvePoint[];
  /** the 5, 25, 50, 75 and 95 % quantiles of the residuals */
  readonly quantiles: readonly number[];
  /** residuals in intervals of equal width: their bounds, one more than the counts */
  readonly histogram: { readonly limits: readonly number[]; readonly counts: readonly number[] };
  /** mean residuals by the values of columns, for the columns on which they depend most */
  readonly columns: readonly (readonly ResidualGroup[])[];
}

export interface WorstRow {
  /** row number in the dataset, from 1 */
  readonly row: number;
  readonly actual: unknown;
  readonly predicted: unknown;
  /** of the actual class; for a number, the residual */
  readonly probability?: number;
  readonly residual?: number;
  readonly record: Readonly<Record<string, string | number | null>>;
}

/** A linear model fitted on the same training rows with the same preparation. */
export interface LinearModel {
  readonly kind: 'logistic regression' | 'ridge regression';
  /** training rows that it was fitted on */
  readonly rows: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** the network compared with it, row by row; same and worse mean that the linear model is as good */
  readonly verdict: Verdict;
}

/** Another model on the same rows, such as the one that answers today. */
export interface ComparedModel {
  /** the reference by which it was asked for */
  readonly model: string;
  /** absent where there is no such model yet */
  readonly version?: number | null;
  readonly metrics?: Readonly<Record<string, number>>;
  /** the evaluated model compared with this one, row by row; null where there is none yet */
  readonly verdict: Verdict | null;
  /** the probability of such a difference if both are equally good */
  readonly chance?: number;
}

/** How often the predicted interval contains the actual number. */
export interface Coverage {
  readonly confidence: number;
  readonly share: number;
  /** the mean width of the intervals, or the mean number of classes in the sets */
  readonly width: number;
}

/** How good a model is on some rows, compared with the baseline. */
export interface ReportData {
  readonly model: string;
  readonly target: string;
  readonly task: string;
  readonly split: string;
  readonly rows: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** the same metrics for the most frequent class, or for the mean, of the training rows */
  readonly baseline: Readonly<Record<string, number>>;
  /** the model compared with the baseline, row by row */
  readonly verdict?: Verdict;
  /** sentences about what is undefined on these rows, or unreliable */
  readonly notes?: readonly string[];
  readonly confusion?: Confusion;
  readonly classes?: readonly ClassScores[];
  /** one per class; for two classes only the second, as in roc_auc */
  readonly curves?: readonly ClassCurves[];
  /** for two classes of the second one's probability, for more of the predicted one's, for labels of all */
  readonly calibration?: CalibrationCurve;
  readonly thresholds?: ThresholdTable;
  readonly residuals?: Residuals;
  readonly coverage?: readonly Coverage[];
  /** of a model that forecasts a series */
  readonly forecast?: ForecastReport;
  /** of a model that knows normal readings: how well it finds faults; in the report of the first sensor */
  readonly anomaly?: AnomalyReport;
  readonly slices?: Slices;
  readonly worstRows?: readonly WorstRow[];
  readonly linear?: LinearModel;
  /** if it was compared with another model */
  readonly against?: ComparedModel;
  /** of the cross-validation, if the model was trained with folds */
  readonly folds?: FoldScores;
  /** a model with several targets: one report each */
  readonly others?: readonly ReportData[];
}
