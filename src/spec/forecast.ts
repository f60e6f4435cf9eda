import type { NormalScores } from './anomaly';
import type { ConformityScores } from './calibration';

/** Forecasts without a network, beside which one is judged, the simplest first. */
export const BASELINES = ['last value', 'seasonal naive', 'drift', 'Holt-Winters', 'Theta', 'combination'] as const;
export type BaselineName = (typeof BASELINES)[number];

/** A model of exponential smoothing, and its parameters. JSON. */
export interface FittedSmoothing {
  /** of the logarithms: trend and season are multiplicative */
  readonly log: boolean;
  readonly hasTrend: boolean;
  readonly isSeasonal: boolean;
  readonly alpha: number;
  /** of the trend; 0 without one */
  readonly beta: number;
  /** of the season; 0 without one */
  readonly gamma: number;
  /** damping of the trend, 1: none */
  readonly phi: number;
}

/**
 * How good a network's forecasts of a target are beside those without one, on the validation windows. What predict answers where
 * the network helps is share · network + (1 − share) · baseline, the *blend*. JSON.
 */
export interface ForecastRecord {
  /** windows that were looked at */
  readonly origins: number;
  /** steps of the season that baselines repeat; 1: none */
  readonly season: number;
  /** of Holt-Winters, fitted to windows of training */
  readonly smoothing: FittedSmoothing;
  /** the mean unit of scaled errors, for windows that have none of their own */
  readonly unit: number;
  /**
   * mean absolute scaled errors (MASE); of a series that repeats exactly, in its own unit. A model of an older version has
   * none of newer baselines
   */
  readonly errors: { readonly network: number; readonly blend: number } & Readonly<
    Partial<Record<BaselineName, number>>
  >;
  /** the one with the smallest error */
  readonly baseline: BaselineName;
  /** of the network in the blend, above 0 */
  readonly share: number;
  /** has the blend a smaller error than the baseline? */
  readonly better: boolean;
  /** of each step of the horizon, how far the true number is from what was predicted, in its window's unit of scaled errors */
  readonly bands: {
    /** outside of the range that the blend predicts; negative: inside */
    readonly blend: readonly ConformityScores[];
    /** from the baseline's number */
    readonly baseline: readonly ConformityScores[];
  };
  /**
   * how far the first step is from what is answered, for alarms: in units of the median error. Absent: the median is 0, there is a
   * gap, or an older version trained the model
   */
  readonly first?: FirstStep;
  /** the same of the network, or its blend, where the baseline is better: it answers if no fallback is wished */
  readonly firstOfNetwork?: FirstStep;
}

/** Errors of the next step. */
export interface FirstStep {
  /** the median error */
  readonly unit: number;
  /** is that error in its window's unit of scaled errors? absent: in the target's own, as older versions measured it */
  readonly scaled?: boolean;
  readonly normal: NormalScores;
}

/** A method's errors on the windows of a report; `mase` is absent where all windows are constant. */
export interface ForecastMethod {
  readonly name: 'blend' | 'network' | BaselineName;
  /** in units of the seasonal naive error within each window */
  readonly mase?: number;
  /** 0 … 2 */
  readonly smape: number;
  /** in the target's own unit */
  readonly mae: number;
  readonly rmse: number;
}

/** How good a network's forecasts are beside simple ones, on some windows. */
export interface ForecastReport {
  readonly windows: number;
  readonly season: number;
  /** what the validation windows said: the best baseline, and whether the network was better */
  readonly baseline: BaselineName;
  readonly better: boolean;
  /** of the network in the blend; 1: the network alone is the forecast */
  readonly share: number;
  /** the blend if it is one, the network, then all baselines */
  readonly methods: readonly ForecastMethod[];
  /** how often the band held the true number, and its mean width; absent: there were too few validation windows for one */
  readonly band?: { readonly confidence: number; readonly share: number; readonly width: number };
  /** by step of the horizon: mean absolute errors of the blend and of that baseline, and the band */
  readonly steps: readonly {
    readonly step: number;
    readonly mae: number;
    readonly baseline: number;
    readonly share?: number;
    readonly width?: number;
  }[];
  /** the last window, with what came */
  readonly last: {
    readonly history: readonly number[];
    readonly gap: number;
    readonly actual: readonly number[];
    readonly forecast: readonly { readonly value: number; readonly low?: number; readonly high?: number }[];
    readonly baseline: readonly number[];
  };
}
