import type { ConformityScores } from './calibration';

/** What a model knows of normal readings, so that it can say how unusual others are. JSON. */

/** Faults that are put into normal windows, to see which measure finds them. */
export const FAULTS = ['spike', 'stuck', 'drift', 'noise', 'correlation'] as const;
export type FaultName = (typeof FAULTS)[number];

/** How the score of a reading is made: what the network gets wrong, or what principal components of the window cannot hold. */
export const MEASURES = ['network', 'pca'] as const;
export type MeasureName = (typeof MEASURES)[number];

/** How well a measure tells windows with a fault from those without. */
export interface MeasureQuality {
  /** the share of faults whose score is above that of 99 in 100 normal windows */
  readonly found: Readonly<Partial<Record<FaultName, number>>>;
  /** their mean */
  readonly mean: number;
  /** the share of faults of which the right sensor has the largest share of the score */
  readonly named: number;
}

/** The scores of normal readings, for a threshold that they seldom exceed. */
export interface NormalScores {
  /** readings, in the order of their series and time */
  readonly rows: number;
  /** milliseconds from one reading to the next; null: the times of training were no dates */
  readonly interval: number | null;
  /** the largest scores, in the order of their readings, and the numbers of these; two in a row belong to one series */
  readonly at: readonly number[];
  readonly values: readonly number[];
  /** no reading follows another one: it is not known how many in a row are as unusual */
  readonly single?: boolean;
  /** all of them, for a p-value */
  readonly scores: ConformityScores;
}

/** Numbers by their principal components, in units of each sensor's spread. */
export interface Whitening {
  /** of each sensor, in its own unit */
  readonly mean: readonly number[];
  readonly spread: readonly number[];
  /** [count × numbers], orthonormal */
  readonly directions: readonly number[];
  /** the variance along each direction, and that of the directions left out, each */
  readonly variances: readonly number[];
  readonly rest: number;
}

export interface UsualErrors {
  /** of each sensor, what 95 in 100 normal windows stay below */
  readonly errors: readonly number[];
  /** the median score, before it is the unit of scores */
  readonly score: number;
}

export interface AnomalyRecord {
  /** names of the columns that are judged, the targets of the model */
  readonly sensors: readonly string[];
  /** of the last steps of windows, [steps × sensors] */
  readonly components: Whitening & { readonly steps: number };
  /** of how far the sensors are from what the network expects */
  readonly residuals: Whitening;
  readonly usual: Readonly<Record<MeasureName, UsualErrors>>;
  /** the one that is the score */
  readonly measure: MeasureName;
  /** absent: there were too few validation windows to put faults into */
  readonly quality?: Readonly<Record<MeasureName, MeasureQuality>>;
  /** of each sensor, how far readings are from what the network expects, in its own unit */
  readonly bands: readonly ConformityScores[];
  readonly normal: NormalScores;
}

/** One sensor's part in an answer. */
export interface SensorAnswer {
  readonly column: string;
  readonly value: number;
  readonly expected: number;
  /** the ends of the band; null: there were too few validation windows for this confidence */
  readonly low: number | null;
  readonly high: number | null;
  /** of the score; all of them add up to 1 */
  readonly share: number;
}

/** What a model says of a reading. */
export interface AnomalyAnswer {
  /** 1: as most normal readings */
  readonly score: number;
  /** the share of normal readings with at least this score */
  readonly unusual: number;
  /** in the order of the columns */
  readonly sensors: readonly SensorAnswer[];
}

/** How well a model of normal readings finds faults, for a report. */
export interface AnomalyReport {
  readonly measure: MeasureName;
  readonly quality?: AnomalyRecord['quality'];
  /** the share of the report's windows that are as unusual as so small a share of normal ones */
  readonly above: readonly { readonly normal: number; readonly share: number }[];
  /** the score of each of the last windows */
  readonly scores: readonly number[];
  readonly windows: number;
}
