import type { Baseline } from './baseline';
import { isSeasonal, type SeasonKind, seasonalParts } from './decompose';
import { type Line, lineThrough } from './line';

/** Smoothing parameters that are tried; the range is statsforecast's. */
const ALPHAS = Array.from({ length: 90 }, (_, i) => 0.1 + 0.01 * i);
/** The first errors depend on the initial level, so they do not count, as in statsforecast. */
const BURN_IN = 3;

/**
 * The Theta method: the mean of a straight line and of exponential smoothing of what is twice as curved, on seasonally
 * adjusted values. The smoothing parameter and the initial level are those with the least squares of one-step errors.
 * [steps] → [horizon].
 * Source: Assimakopoulos and Nikolopoulos 2000; Fiorucci et al. 2016 (standard Theta model, STM); statsforecast's
 * Theta.
 */
export const theta: Baseline = ({ values, season }, horizon) => {
  if (!isSeasonal(values, season)) return thetaOf(values, horizon);
  const isPositive = Array.prototype.every.call(values, (value: number) => value > 0);
  let kind: SeasonKind = isPositive ? 'multiplicative' : 'additive';
  let parts = seasonalParts(values, season, kind);
  if (kind === 'multiplicative' && parts.some(part => part < 0.01)) {
    kind = 'additive';
    parts = seasonalParts(values, season, kind);
  }
  const adjusted = Float64Array.from(values, (value, i) =>
    kind === 'additive' ? value - parts[i]! : value / parts[i]!,
  );
  return thetaOf(adjusted, horizon).map((value, i) => {
    const part = parts[parts.length - season + (i % season)]!;
    return kind === 'additive' ? value + part : value * part;
  });
};

function thetaOf(values: ArrayLike<number>, horizon: number): Float64Array {
  let best: ThetaFit | null = null;
  const line = lineThrough(values);
  for (const alpha of ALPHAS) {
    const fit = fitted(values, alpha, line);
    if (best === null || fit.squares < best.squares) best = fit;
  }
  return thetaForecast(values, best!, horizon, line);
}

export interface ThetaFit {
  readonly alpha: number;
  /** the level before the first value */
  readonly initial: number;
  /** sum of squares of the one-step errors, without the first ones */
  readonly squares: number;
}

/** The best initial level for a smoothing parameter, by least squares: each error is linear in it. */
function fitted(values: ArrayLike<number>, alpha: number, line: Line): ThetaFit {
  let [products, weights, influence] = [0, 0, (1 - alpha) ** BURN_IN];
  const errors = oneStepErrors(values, alpha, 0, line);
  for (let i = BURN_IN; i < values.length; i++) {
    products += influence * errors[i]!;
    weights += influence ** 2;
    influence *= 1 - alpha;
  }
  const initial = weights > 0 ? products / weights : values[0]!;
  let squares = 0;
  for (const error of oneStepErrors(values, alpha, initial, line).subarray(BURN_IN)) squares += error ** 2;
  return { alpha, initial, squares };
}

/** [steps] how far each value is from what the model, fitted to all values, predicts for it from those before. */
export function oneStepErrors(
  values: ArrayLike<number>,
  alpha: number,
  initial: number,
  line = lineThrough(values),
): Float64Array {
  const errors = new Float64Array(values.length);
  let [level, power] = [initial, 1];
  for (let i = 0; i < errors.length; i++) {
    errors[i] = values[i]! - level - ofLine(line, alpha, power);
    level += alpha * (values[i]! - level);
    power *= 1 - alpha;
  }
  return errors;
}

/** What the line adds to the level after a number of steps; `power`: (1 − α) to the power of that number. */
const ofLine = ({ level, slope }: Line, alpha: number, power: number): number =>
  (level * power + (slope * (1 - power * (1 - alpha))) / alpha) / 2;

export function thetaForecast(
  values: ArrayLike<number>,
  { alpha, initial }: Pick<ThetaFit, 'alpha' | 'initial'>,
  horizon: number,
  line = lineThrough(values),
): Float64Array {
  const count = values.length;
  let level = initial;
  for (let i = 0; i < count; i++) level += alpha * (values[i]! - level);
  const next = level + ofLine(line, alpha, (1 - alpha) ** count);
  return Float64Array.from({ length: horizon }, (_, i) => next + (i * line.slope) / 2);
}
