import { type Baseline, meanOf } from './baseline';
import { seasonalParts } from './decompose';
import { lineThrough } from './line';
import { type Smoothed, type SmoothingParameters, type SmoothingState, smooth, smoothingForecast } from './smoothing';

/** Values of the parameters that are tried; β and γ are shares of what statsforecast's bounds leave them, α and 1 − α. */
const ALPHAS = [0.02, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 0.99];
const BETA_SHARES = [0.005, 0.05, 0.2, 0.5];
const GAMMA_SHARES = [0.001, 0.05, 0.2, 0.5];
/** 1: a trend that is not damped */
const DAMPINGS = [1, 0.98, 0.9];

interface Model {
  readonly hasTrend: boolean;
  readonly phi: number;
  readonly isSeasonal: boolean;
}

/**
 * Exponential smoothing with or without a trend, damping and season, additive (Holt-Winters, ETS): of all models on a grid of
 * parameters the one with the least AICc. Initial states are those from which statsforecast's search begins. [steps] → [horizon].
 * Source: Hyndman, Koehler, Ord and Snyder 2008; statsforecast's AutoETS, which searches the parameters and initial states on.
 */
export const holtWinters: Baseline = ({ values, season }, horizon) => {
  const count = values.length;
  let best: { readonly criterion: number; readonly smoothed: Smoothed; readonly phi: number } | null = null;
  for (const model of models(count, season)) {
    const initial = initialState(values, model, season);
    for (const parameters of grid(model)) {
      const smoothed = smooth(values, parameters, initial);
      const criterion = aicc(smoothed.squares, count, freedoms(model, season));
      if (best === null || criterion < best.criterion) best = { criterion, smoothed, phi: parameters.phi };
    }
  }
  return best
    ? smoothingForecast(best.smoothed.state, best.phi, horizon)
    : new Float64Array(horizon).fill(values[count - 1]!);
};

/** Those for which there are enough values. */
function models(count: number, season: number): Model[] {
  const seasonal = season > 1 && count >= 2 * season ? [false, true] : [false];
  const all = seasonal.flatMap(isSeasonal => [
    { hasTrend: false, phi: 1, isSeasonal },
    ...DAMPINGS.map(phi => ({ hasTrend: true, phi, isSeasonal })),
  ]);
  return all.filter(model => count > freedoms(model, season) + 1);
}

function grid({ hasTrend, phi, isSeasonal }: Model): SmoothingParameters[] {
  return ALPHAS.flatMap(alpha =>
    (hasTrend ? BETA_SHARES : [0]).flatMap(beta =>
      (isSeasonal ? GAMMA_SHARES : [0]).map(gamma => ({ alpha, beta: beta * alpha, gamma: gamma * (1 - alpha), phi })),
    ),
  );
}

/** Parameters and initial states that are fitted, the variance too. The places of a season count as the two waves they mostly are. */
const freedoms = ({ hasTrend, phi, isSeasonal }: Model, season: number): number =>
  3 + (hasTrend ? 2 : 0) + (phi < 1 ? 1 : 0) + (isSeasonal ? 1 + Math.min(season - 1, 4) : 0);

/** Akaike's criterion, corrected for few values. */
const aicc = (squares: number, count: number, parameters: number): number =>
  count * Math.log(Math.max(squares, Number.MIN_VALUE)) +
  2 * parameters +
  (2 * parameters * (parameters + 1)) / Math.max(1, count - parameters - 1);

/** Where the smoothing begins: level and trend by a line through the first seasons, after their decomposition. */
export function initialState(
  values: ArrayLike<number>,
  { hasTrend, isSeasonal }: Pick<Model, 'hasTrend' | 'isSeasonal'>,
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
