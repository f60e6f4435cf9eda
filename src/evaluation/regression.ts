/** Errors of predicted numbers, in the target's own unit: scikit-learn's mean_absolute_error, root_mean_squared_error, r2_score. */

export const meanAbsoluteError = (actual: ArrayLike<number>, predicted: ArrayLike<number>): number =>
  mean(actual.length, i => Math.abs(actual[i]! - predicted[i]!));

export const rootMeanSquaredError = (actual: ArrayLike<number>, predicted: ArrayLike<number>): number =>
  Math.sqrt(mean(actual.length, i => (actual[i]! - predicted[i]!) ** 2));

/** The rounding of float32. */
const ROUNDING = 1e-6;

/** How far from the actual values a prediction may be and still meet them: the rounding of float32 where all are equal, else 0. */
export function toleranceOf(actual: ArrayLike<number>): number {
  return actual.length > 0 && isConstant(actual) ? ROUNDING * Math.abs(actual[0]!) : 0;
}

/**
 * 1 − Σ(y − ŷ)² / Σ(y − ȳ)². If all actual values are equal: 1 if every prediction is right within the rounding of
 * float32, else 0, as in scikit-learn. NaN for fewer than two values.
 */
export function r2Score(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const { length } = actual;
  if (length < 2) return Number.NaN;
  // Tests the values themselves, because rounding of the mean would give a constant a spread.
  if (isConstant(actual))
    return maximum(length, i => Math.abs(predicted[i]! - actual[i]!)) <= toleranceOf(actual) ? 1 : 0;
  // In units of the largest distance, so that no square underflows or overflows float64.
  const center = mean(length, i => actual[i]!);
  const unit = maximum(length, i => Math.abs(actual[i]! - center));
  const spread = mean(length, i => ((actual[i]! - center) / unit) ** 2);
  return 1 - mean(length, i => ((actual[i]! - predicted[i]!) / unit) ** 2) / spread;
}

const isConstant = (values: ArrayLike<number>): boolean => {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
};

function maximum(count: number, value: (i: number) => number): number {
  let most = 0;
  for (let i = 0; i < count; i++) most = Math.max(most, value(i));
  return most;
}

function mean(count: number, value: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += value(i);
  return sum / count;
}
