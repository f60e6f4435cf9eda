import { momentsOf } from '../pipeline/statistics';

/** The most steps that are searched. */
const MOST = 4096;
/** How many seasons a series must have at least. */
const SEASONS = 2.5;
/** The least autocorrelation of a season. */
const LEAST = 0.25;
/**
 * A shorter lag is preferred if its autocorrelation is at least this share of the highest: multiples of a season
 * correlate too.
 */
const NEARLY = 0.85;

/**
 * The steps of the season by the autocorrelation of the values without their linear trend: the shortest of the lags
 * whose peak is nearly the highest; 1: there is none. NaN counts as the mean.
 */
export function findSeason(values: Float64Array): number {
  const x = detrended(values.length > MOST ? values.subarray(values.length - MOST) : values);
  const most = Math.floor(x.length / SEASONS);
  if (most < 2) return 1;
  let variance = 0;
  for (const value of x) variance += value * value;
  if (!(variance > 0)) return 1;
  const at = new Float64Array(most + 2);
  for (let lag = 0; lag < at.length; lag++) {
    let sum = 0;
    for (let i = lag; i < x.length; i++) sum += x[i]! * x[i - lag]!;
    // Of fewer pairs the sum is smaller: by their number, a long season counts as much as a short one.
    at[lag] = (sum / (x.length - lag)) * (x.length / variance);
  }
  const limit = Math.max(LEAST, 3 / Math.sqrt(x.length));
  let begin = 1;
  while (begin < most && at[begin]! > limit && at[begin + 1]! <= at[begin]!) begin++; // the slope down from lag 0
  const peaks: number[] = [];
  for (let lag = Math.max(2, begin); lag <= most; lag++)
    if (at[lag]! >= limit && at[lag]! > at[lag - 1]! && at[lag]! >= at[lag + 1]!) peaks.push(lag);
  if (peaks.length === 0) return 1;
  const highest = Math.max(...peaks.map(lag => at[lag]!));
  return peaks.find(lag => at[lag]! >= NEARLY * highest)!;
}

/** The values less a straight line through them, by least squares. */
function detrended(values: Float64Array): Float64Array {
  const { mean } = momentsOf(values.filter(value => !Number.isNaN(value)));
  const middle = (values.length - 1) / 2;
  let [products, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    squares += (i - middle) ** 2;
    if (!Number.isNaN(values[i]!)) products += (i - middle) * (values[i]! - mean);
  }
  const slope = squares > 0 ? products / squares : 0;
  return values.map((value, i) => (Number.isNaN(value) ? 0 : value - mean - slope * (i - middle)));
}
