import type { AnomalyRecord } from './anomaly';
import type { ForecastRecord } from './forecast';

/**
 * The calibration of a model: how reliable its answers are, measured on rows that it was not trained on. JSON:
 * `calibration.json`. Everything is in the units of the network's outputs; what a reader sees is converted by the
 * target's transform.
 */
export interface Calibration {
  readonly version: 1;
  /** the rows on which it was calibrated */
  readonly rows: number;
  /** by the name of the target */
  readonly targets: Readonly<Record<string, TargetCalibration>>;
  /** how unusual a row is; absent if the network has no features to compare */
  readonly novelty?: Novelty;
  /** of a forecast of series: how good it is beside simple ones, by the name of the target */
  readonly forecasts?: Readonly<Record<string, ForecastRecord>>;
  /** of readings without labels: how unusual one is */
  readonly anomaly?: AnomalyRecord;
}

/** Conformity scores of the calibration rows, ascending; of many rows, evenly sampled ones. */
export interface ConformityScores {
  /** the number of rows that they represent */
  readonly rows: number;
  readonly values: readonly number[];
}

export type TargetCalibration =
  /**
   * one of several classes; scores: the probability of all classes that were predicted as likelier than the true one
   * (`sets.ts`)
   */
  | {
      readonly kind: 'class';
      readonly temperature: number;
      readonly scores: ConformityScores;
      /** absent with too few rows, and in models of older versions */
      readonly doubt?: DoubtGroups;
    }
  /** any number of labels; scores: 1 − the smallest probability among the true labels */
  | { readonly kind: 'labels'; readonly temperature: number; readonly scores: ConformityScores }
  /**
   * numbers; scores: how far the true number is outside of the predicted range, in multiples of its element's `widths`.
   * `spread`: the widths also depend on the row
   */
  | {
      readonly kind: 'number';
      readonly scores: ConformityScores;
      /** the mean error of each element of the target */
      readonly widths: readonly number[];
      readonly spread?: Spread;
    };

/** Groups of rows by the probability of their likeliest class. */
export interface DoubtGroups {
  /** ascending; a row with at least this probability belongs to the next group */
  readonly bounds: readonly number[];
  /** of each group, the least certain one first; one more than bounds */
  readonly scores: readonly ConformityScores[];
}

/** The expected error of a row as a multiple of `widths`: exp(bias + weights · components), within [least, most]. */
export interface Spread {
  readonly bias: number;
  /** one for each component of the features */
  readonly weights: readonly number[];
  /** of the exponent */
  readonly least: number;
  readonly most: number;
}

/**
 * The distance of a row's features (the input of the last layer) to the nearest center of the training rows, in their
 * principal components = (√features − mean) · projection. √ keeps the sign.
 */
export interface Novelty {
  /** [features] */
  readonly mean: readonly number[];
  /** [features × components], row-major */
  readonly projection: readonly number[];
  /** [centers × components], row-major: means of groups of training rows */
  readonly centers: readonly number[];
  readonly components: number;
  /** squared distances of rows that were not used for the above */
  readonly scores: ConformityScores;
}
