import type { Baseline } from './baseline';

/**
 * The simplest forecasts, which repeat what was.
 * Source: Hyndman and Athanasopoulos 2021, "Forecasting: Principles and Practice", 5.2; statsforecast's Naive,
 * SeasonalNaive and RandomWalkWithDrift.
 */

/** Every next value is the last one. [steps] → [horizon]. */
export const lastValue: Baseline = ({ values }, horizon) => new Float64Array(horizon).fill(values[values.length - 1]!);

/**
 * Each next value is that of one season before; with less than a season of past, the last value. [steps] → [horizon].
 */
export const seasonalNaive: Baseline = ({ values, season }, horizon) => {
  const period = season <= values.length ? season : 1;
  return Float64Array.from({ length: horizon }, (_, i) => values[values.length - period + (i % period)]!);
};

/** The straight line through the first and the last value goes on. [steps] → [horizon]. */
export const drift: Baseline = ({ values }, horizon) => {
  const last = values[values.length - 1]!;
  const slope = values.length > 1 ? (last - values[0]!) / (values.length - 1) : 0;
  return Float64Array.from({ length: horizon }, (_, i) => last + (i + 1) * slope);
};
