/** Errors of predicted numbers, in the target's own unit: scikit-learn's mean_absolute_error, root_mean_squared_error, r2_score. */

export const meanAbsoluteError = (actual: ArrayLike<number>, predicted: ArrayLike<number>): number =>
  mean(actual.length, i => Math.abs(actual[i]! - predicted[i]!));

export const rootMeanSquaredError = (actual: ArrayLike<number>, predicted: ArrayLike<number>): number =>
  Math.sqrt(mean(actual.length, i => (actual[i]! - predicted[i]!) ** 2));

/**
 * 1 − Σ(y − ŷ)² / Σ(y − ȳ)². Where the actual values are all the same: 1 if every prediction is right, else 0, as
 * scikit-learn has it. Not defined (NaN) for fewer than two values.
 */
export function r2Score(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const { length } = actual;
  if (length < 2) return Number.NaN;
  const center = mean(length, i => actual[i]!);
  const spread = mean(length, i => (actual[i]! - center) ** 2);
  const missed = mean(length, i => (actual[i]! - predicted[i]!) ** 2);
  if (spread === 0) return missed === 0 ? 1 : 0;
  return 1 - missed / spread;
}

function mean(count: number, value: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += value(i);
  return sum / count;
}
