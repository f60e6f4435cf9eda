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
  /** mean absolute scaled errors (MASE) */
  readonly errors: { readonly network: number } & Readonly<Record<BaselineName, number>>;
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
}
