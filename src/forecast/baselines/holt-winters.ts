import type { FittedSmoothing } from '../../spec';
import { type Baseline, meanOf } from './baseline';
import { seasonalParts } from './decompose';
import { lineThrough } from './line';
import { type SmoothingState, smooth, smoothingForecast } from './smoothing';

/**
 * Exponential smoothing with or without a trend, damping and season (Holt-Winters, ETS), with the parameters that were fitted to
 * windows of training: additive, or of the logarithms, which makes trend and season multiplicative. [steps] → [horizon].
 * Source: Hyndman, Koehler, Ord and Snyder 2008.
 */
export const holtWinters: Baseline = ({ values, season, smoothing }, horizon) => {
  const isLog = smoothing.log && isPositive(values);
  const seen = isLog ? Float64Array.from(values, Math.log) : values;
  const { state } = smooth(seen, smoothing, initialState(seen, smoothing, season));
  const forecast = smoothingForecast(state, smoothing.phi, horizon);
  return isLog ? restored(forecast, seen) : forecast;
};

/** A logarithm beyond this is no finite number. */
const LARGEST = 709;

/** From logarithms, none farther from those of the window than these are from one another: a trend of them soon runs away. */
function restored(forecast: Float64Array, seen: ArrayLike<number>): Float64Array {
  let [least, most] = [seen[0]!, seen[0]!];
  for (let i = 1; i < seen.length; i++) {
    least = Math.min(least, seen[i]!);
    most = Math.max(most, seen[i]!);
  }
  const [low, high] = [2 * least - most, Math.min(LARGEST, 2 * most - least)];
  return forecast.map(value => Math.exp(Math.min(high, Math.max(low, value))));
}

export function isPositive(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (!(values[i]! > 0)) return false;
  return true;
}

/** Where the smoothing begins: level and trend by a line through the first seasons, after their decomposition. */
export function initialState(
  values: ArrayLike<number>,
  { hasTrend, isSeasonal }: Pick<FittedSmoothing, 'hasTrend' | 'isSeasonal'>,
  season: number,
): SmoothingState {
  const parts = isSeasonal ? seasonalParts(values, season, 'additive') : null;
  const adjusted = Float64Array.from(values, (value, i) => value - (parts?.[i] ?? 0));
  const count = Math.min(Math.max(10, 2 * (isSeasonal ? season : 1)), adjusted.length);
  const line = lineThrough(adjusted, count);
  return {
    level: hasTrend ? line.level : meanOf(adjusted, 0, count),
    trend: hasTrend ? line.slope : 0,
    seasonal: parts ? parts.subarray(0, season) : [],
  };
}
