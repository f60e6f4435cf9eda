/**
 * Exponential smoothing in state-space form with additive errors: ETS(A, N | A | Ad, N | A).
 * Source: Hyndman, Koehler, Ord and Snyder 2008; statsforecast's etscalc.
 */

export interface SmoothingParameters {
  readonly alpha: number;
  /** smoothing of the trend; 0 and no initial trend: none */
  readonly beta: number;
  /** smoothing of the season; 0 and no initial season: none */
  readonly gamma: number;
  /** damping of the trend, 1: none */
  readonly phi: number;
}

export interface SmoothingState {
  readonly level: number;
  readonly trend: number;
  /** [season], beginning with the next step; empty: none */
  readonly seasonal: ArrayLike<number>;
}

export interface Smoothed {
  readonly state: SmoothingState;
  /** sum of squares of the one-step errors */
  readonly squares: number;
}

/** Passes all values through the model; `errors`, if it is given, is filled. */
export function smooth(
  values: ArrayLike<number>,
  { alpha, beta, gamma, phi }: SmoothingParameters,
  initial: SmoothingState,
  errors?: Float64Array,
): Smoothed {
  const season = initial.seasonal.length;
  const seasonal = Float64Array.from(initial.seasonal);
  let { level, trend } = initial;
  let squares = 0;
  let place = 0;
  for (let i = 0; i < values.length; i++) {
    const damped = phi * trend;
    const expected = level + damped;
    const error = values[i]! - expected - (season > 0 ? seasonal[place]! : 0);
    squares += error * error;
    if (errors) errors[i] = error;
    level = expected + alpha * error;
    trend = damped + beta * error;
    if (season > 0) {
      seasonal[place]! += gamma * error;
      place = place + 1 === season ? 0 : place + 1;
    }
  }
  const next = season > 0 ? Float64Array.from(seasonal, (_, i) => seasonal[(place + i) % season]!) : seasonal;
  return { state: { level, trend, seasonal: next }, squares };
}

/** The expected next values. */
export function smoothingForecast(
  { level, trend, seasonal }: SmoothingState,
  phi: number,
  horizon: number,
): Float64Array {
  const season = seasonal.length;
  let [share, power] = [0, 1];
  return Float64Array.from({ length: horizon }, (_, i) => {
    power *= phi;
    share += power;
    return level + share * trend + (season > 0 ? seasonal[i % season]! : 0);
  });
}
