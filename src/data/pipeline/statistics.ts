/** Statistics for fitting scales. All take present values only: no NaN. */

export interface Moments {
  readonly mean: number;
  /** of the population, as in scikit-learn's StandardScaler; 0: all values are the same */
  readonly std: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Numbers that differ by no more than rounding are the same: a constant that was computed in several ways. Relative to
 * the mean, because otherwise a small unit would look like a constant. Source: sklearn.preprocessing
 * `_handle_zeros_in_scale` and `_is_constant_feature`, whose bound grows with the rows because their sums lose digits;
 * sums of deviations do not.
 */
const ROUNDING = 10 * Number.EPSILON;

/** Below this, squares of deviations would underflow float64. */
const TINY = 1e-100;

/**
 * Sums of deviations, first from the first value, then from their mean, lose no digits if the mean is large, and need no
 * division for each value as Welford's method does. Source: Chan, Golub and LeVeque 1983, the corrected two-pass
 * algorithm.
 */
export function momentsOf(values: Float64Array): Moments {
  const { length } = values;
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const first = values[0] ?? 0;
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value - first;
  }
  const largest = Math.max(max, -min);
  if (largest > 0 && largest < TINY) {
    const unit = 2 ** Math.floor(Math.log2(largest));
    const { mean, std } = momentsOf(values.map(value => value / unit));
    return { mean: mean * unit, std: std * unit, min, max };
  }
  const about = first + sum / length;
  let left = 0;
  let squares = 0;
  for (let i = 0; i < length; i++) {
    const delta = values[i]! - about;
    left += delta;
    squares += delta * delta;
  }
  const mean = about + left / length;
  const std = Math.sqrt(Math.max(0, squares - (left * left) / length) / length);
  return { mean, std: std > ROUNDING * Math.abs(mean) ? std : 0, min, max };
}

/** At most `most` of the values, evenly spaced, ascending. */
export function sortedSample(values: Float64Array, most: number): Float64Array {
  if (values.length <= most) return values.slice().sort();
  const sample = new Float64Array(most);
  for (let i = 0; i < most; i++) sample[i] = values[Math.floor((i * values.length) / most)]!;
  return sample.sort();
}

/** Linear between two values, as numpy.quantile. */
export function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (at - below);
}

/** Width of the middle half and of the middle 90 % of a normal distribution, in standard deviations. */
export const NORMAL_IQR = 1.3489795;
const NORMAL_90 = 3.2897073;

export interface Quartiles {
  readonly median: number;
  /** 0: all values are the same */
  readonly iqr: number;
}

/**
 * The median and the interquartile range. If the middle half is one value (a count that is mostly 0), the range is
 * derived from the middle 90 %; if that is one value too, it is half the whole range, as in RealMLP.
 */
export function quartilesOf(sorted: Float64Array): Quartiles {
  const at = (share: number) => quantile(sorted, share);
  const [min, max] = [sorted[0]!, sorted.at(-1)!];
  const middle = at(0.75) - at(0.25);
  const most = ((at(0.95) - at(0.05)) * NORMAL_IQR) / NORMAL_90;
  return { median: at(0.5), iqr: middle || most || (max - min) / 2 };
}
