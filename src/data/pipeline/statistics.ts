/** What scales are fitted from. All take values that are there: no NaN. */

export interface Moments {
  readonly mean: number;
  /** of the population, as scikit-learn's StandardScaler; 0: the values are one and the same number */
  readonly std: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Numbers that differ by no more than their own rounding are one number: a constant that was computed in several ways.
 * Relative to the mean, as anything else would take a small unit for a constant. Source: sklearn.preprocessing
 * `_handle_zeros_in_scale` and `_is_constant_feature`, whose bound grows with the rows because their sums lose digits;
 * Welford's do not.
 */
const ROUNDING = 10 * Number.EPSILON;

/** Below this, squares of deviations would leave float64. */
const TINY = 1e-100;

export function momentsOf(values: Float64Array): Moments {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const largest = Math.max(max, -min);
  if (largest > 0 && largest < TINY) {
    const unit = 2 ** Math.floor(Math.log2(largest));
    const { mean, std } = momentsOf(values.map(value => value / unit));
    return { mean: mean * unit, std: std * unit, min, max };
  }
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const delta = value - mean;
    mean += delta / (i + 1); // Welford: no loss where the mean is large
    squares += delta * (value - mean);
  }
  const std = Math.sqrt(squares / values.length);
  return { mean, std: std > ROUNDING * Math.abs(mean) ? std : 0, min, max };
}

/** At most so many of the values, evenly taken, ascending. */
export function sortedSample(values: Float64Array, most: number): Float64Array {
  if (values.length <= most) return values.slice().sort();
  const sample = new Float64Array(most);
  for (let i = 0; i < most; i++) sample[i] = values[Math.floor((i * values.length) / most)]!;
  return sample.sort();
}

/** Between two values it goes straight, as numpy.quantile does. */
export function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (at - below);
}

/** Width of the middle half of a normal distribution, and of its middle 90 %, in standard deviations. */
export const NORMAL_IQR = 1.3489795;
const NORMAL_90 = 3.2897073;

export interface Quartiles {
  readonly median: number;
  /** 0: the values are one and the same number */
  readonly iqr: number;
}

/**
 * The median and the interquartile range. Where the middle half is one value (a count that is mostly 0), the middle 90 %
 * say how wide it would be; where these are one value too, it is half the whole range, as in RealMLP.
 */
export function quartilesOf(sorted: Float64Array): Quartiles {
  const at = (share: number) => quantile(sorted, share);
  const [min, max] = [sorted[0]!, sorted.at(-1)!];
  const middle = at(0.75) - at(0.25);
  const most = ((at(0.95) - at(0.05)) * NORMAL_IQR) / NORMAL_90;
  return { median: at(0.5), iqr: middle || most || (max - min) / 2 };
}
