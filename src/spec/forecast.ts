import type { NormalScores } from './anomaly';
import type { ConformityScores } from './calibration';

/** Forecasts without a network, beside which one is judged, the simplest first. */
export const BASELINES = ['last value', 'seasonal naive', 'drift', 'Holt-Winters', 'Theta'] as const;
export type BaselineName = (typeof BASELINES)[number];

/** How good a network's forecasts of a target are beside those without one, on the validation windows. JSON. */
export interface ForecastRecord {
  /** windows that were looked at */
  readonly origins: number;
  /** steps of the season that baselines repeat; 1: none */
  readonly season: number;
  /**
   * mean absolute scaled errors (MASE); of a series that repeats exactly, in its own unit. A model of an older version has
   * none of newer baselines
   */
  readonly errors: { readonly network: number } & Readonly<Partial<Record<BaselineName, number>>>;
  /** the one with the smallest error */
  readonly baseline: BaselineName;
  /** has the network a smaller error than that? */
  readonly better: boolean;
  /** of each step of the horizon, how far the true number is from what was predicted, in its own unit */
  readonly bands: {
    /** outside of the range that the network predicts; negative: inside */
    readonly network: readonly ConformityScores[];
    /** from the baseline's number */
    readonly baseline: readonly ConformityScores[];
  };
  /** how far the first step is from what is answered, for alarms: in units of the median error. A model of an older version has none */
  readonly first?: { readonly unit: number; readonly normal: NormalScores };
}

/** A method's errors on the windows of a report; `mase` is absent where all windows are constant. */
export interface ForecastMethod {
  readonly name: 'network' | BaselineName;
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
  /** the network, then all baselines */
  readonly methods: readonly ForecastMethod[];
  /** how often the band held the true number, and its mean width; absent: there were too few validation windows for one */
  readonly band?: { readonly confidence: number; readonly share: number; readonly width: number };
  /** by step of the horizon: mean absolute errors of the network and of that baseline, and the band */
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
