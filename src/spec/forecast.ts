/** Forecasts without a network, beside which one is judged, the simplest first. */
export const BASELINES = ['last value', 'seasonal naive', 'drift', 'Holt-Winters', 'Theta'] as const;
export type BaselineName = (typeof BASELINES)[number];
