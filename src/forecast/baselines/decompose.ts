import { meanOf } from './baseline';

export type SeasonKind = 'additive' | 'multiplicative';

/**
 * The seasonal part of each value, by the classical decomposition: the values without their centered moving average,
 * averaged by the place in the season, with mean 0 (additive) or 1 (multiplicative). [steps ≥ 2·season] → [steps].
 * Source: statsmodels.tsa.seasonal.seasonal_decompose.
 */
export function seasonalParts(values: ArrayLike<number>, season: number, kind: SeasonKind): Float64Array {
  const apart = kind === 'additive' ? (a: number, b: number) => a - b : (a: number, b: number) => a / b;
  const trend = movingAverage(values, season);
  const first = Math.floor(season / 2);
  const sums = new Float64Array(season);
  const counts = new Int32Array(season);
  for (const [i, average] of trend.entries()) {
    const place = (first + i) % season;
    sums[place]! += apart(values[first + i]!, average);
    counts[place]!++;
  }
  const means = sums.map((sum, place) => sum / counts[place]!);
  const center = meanOf(means);
  return Float64Array.from({ length: values.length }, (_, i) => apart(means[i % season]!, center));
}

/** The mean over a season centered on each value that has one; if the season is even, both ends count half. */
function movingAverage(values: ArrayLike<number>, season: number): Float64Array {
  const half = Math.floor(season / 2);
  const isEven = season % 2 === 0;
  const averages = new Float64Array(values.length - 2 * half);
  for (let i = 0; i < averages.length; i++) {
    let sum = 0;
    for (let j = i; j <= i + 2 * half; j++) sum += values[j]!;
    if (isEven) sum -= (values[i]! + values[i + 2 * half]!) / 2;
    averages[i] = sum / season;
  }
  return averages;
}

/**
 * Is the autocorrelation at the season larger than chance explains, at 90 %? Asks for two seasons of at least 4 steps.
 * Source: the seasonality test of the M4 competition's Theta; statsforecast's auto_theta.
 */
export function isSeasonal(values: ArrayLike<number>, season: number): boolean {
  const count = values.length;
  if (season < 4 || count < 2 * season) return false;
  const mean = meanOf(values);
  const product = (lag: number): number => {
    let sum = 0;
    for (let i = lag; i < count; i++) sum += (values[i]! - mean) * (values[i - lag]! - mean);
    return sum;
  };
  const variance = product(0);
  if (!(variance > 0)) return false;
  let squares = 0;
  for (let lag = 1; lag < season; lag++) squares += (product(lag) / variance) ** 2;
  const limit = 1.6448536269514722 * Math.sqrt((1 + 2 * squares) / count);
  return Math.abs(product(season) / variance) > limit;
}
