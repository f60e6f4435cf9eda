import type { Pacer } from '../../data/pace';
import type { FittedSmoothing } from '../../spec';
import { initialState, isPositive } from './holt-winters';
import type { SmoothingState } from './smoothing';

/** Values of the parameters that are tried; β and γ are shares of what statsforecast's bounds leave them, α and 1 − α. */
const ALPHAS = [0.02, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 0.99];
const BETA_SHARES = [0.005, 0.05, 0.2, 0.5];
const GAMMA_SHARES = [0.001, 0.05, 0.2, 0.5];
/** 1: a trend that is not damped */
const DAMPINGS = [1, 0.98, 0.9];
/** All candidates are tried on a few windows, the best of them on all. */
const [FEW, KEPT] = [16, 60];

/** A window and what came after it. */
export interface Example {
  readonly values: Float64Array;
  /** [horizon] after the gap */
  readonly truth: Float64Array;
  /** of scaled errors */
  readonly unit: number;
}

/** Without a trend and a season, and nearly the last value. */
const PLAIN: FittedSmoothing = {
  ...{ log: false, hasTrend: false, isSeasonal: false },
  ...{ alpha: 0.9, beta: 0, gamma: 0, phi: 1 },
};

/**
 * The model and the parameters of exponential smoothing with the least mean absolute scaled error over all steps of the horizon, on
 * windows of training: fitted once, a forecast is one pass over its window, and it is fitted to what it is for instead of to the next
 * step. On fpp2's ausbeer, arrivals, hyndsight and qcement its MASE was .93, .87, .79 and .94 of that with parameters fitted to each
 * window by AICc.
 */
export async function fitSmoothing(
  examples: readonly Example[],
  { season, gap }: { readonly season: number; readonly gap: number },
  pacer: Pacer,
): Promise<FittedSmoothing> {
  const known = examples.filter(({ unit }) => unit > 0);
  if (known.length === 0) return PLAIN;
  const logs = known.every(({ values }) => isPositive(values)) ? [false, true] : [false];
  const all = logs.flatMap(log => candidates(known[0]!.values.length, season).map(one => ({ ...one, log })));
  const starts = new Starts(season);
  const every = Math.max(1, Math.floor(known.length / FEW));
  const few = known.filter((_, i) => i % every === 0);
  const costOf = async (candidate: FittedSmoothing, on: readonly Example[]) => {
    await pacer.pause();
    let sum = 0;
    for (const example of on) sum += errorOf(example, candidate, starts.of(example, candidate), gap) / example.unit;
    return { candidate, cost: sum / on.length };
  };
  const tried = await inTurn(all, candidate => costOf(candidate, few));
  tried.sort((a, b) => a.cost - b.cost);
  const best = await inTurn(tried.slice(0, KEPT), ({ candidate }) => costOf(candidate, known));
  return best.reduce((least, one) => (one.cost < least.cost ? one : least)).candidate;
}

async function inTurn<T, R>(values: readonly T[], work: (value: T) => Promise<R>): Promise<R[]> {
  const made: R[] = [];
  for (const value of values) made.push(await work(value));
  return made;
}

/** Those for which a window is long enough. */
function candidates(steps: number, season: number): Omit<FittedSmoothing, 'log'>[] {
  const seasonal = season > 1 && steps >= 2 * season ? [false, true] : [false];
  return seasonal.flatMap(isSeasonal =>
    [{ hasTrend: false, phi: 1 }, ...DAMPINGS.map(phi => ({ hasTrend: true, phi }))].flatMap(model =>
      ALPHAS.flatMap(alpha =>
        (model.hasTrend ? BETA_SHARES : [0]).flatMap(beta =>
          (isSeasonal ? GAMMA_SHARES : [0]).map(gamma => ({
            ...{ ...model, isSeasonal, alpha, beta: beta * alpha, gamma: gamma * (1 - alpha) },
          })),
        ),
      ),
    ),
  );
}

interface Start extends SmoothingState {
  /** the values, or their logarithms */
  readonly seen: Float64Array;
}

/** Where the smoothing of a window begins: one for many candidates. */
class Starts {
  private readonly known = new Map<Example, Map<string, Start>>();
  constructor(private readonly season: number) {}

  of(example: Example, { log, hasTrend, isSeasonal }: FittedSmoothing): Start {
    const own = this.known.get(example) ?? new Map<string, Start>();
    this.known.set(example, own);
    const key = `${log} ${hasTrend} ${isSeasonal}`;
    let start = own.get(key);
    if (start === undefined) {
      const seen = log ? example.values.map(Math.log) : example.values;
      start = { seen, ...initialState(seen, { hasTrend, isSeasonal }, this.season) };
      own.set(key, start);
    }
    return start;
  }
}

/** `smooth` and `smoothingForecast` in one, without arrays of their own: this runs some 100,000 times. */
function errorOf(
  { truth }: Example,
  { log, alpha, beta, gamma, phi }: FittedSmoothing,
  { seen, seasonal: initial, level: first, trend: slope }: Start,
  gap: number,
): number {
  const season = initial.length;
  const seasonal = Float64Array.from(initial);
  let [level, trend, place] = [first, slope, 0];
  for (let i = 0; i < seen.length; i++) {
    const damped = phi * trend;
    const expected = level + damped;
    const error = seen[i]! - expected - (season > 0 ? seasonal[place]! : 0);
    level = expected + alpha * error;
    trend = damped + beta * error;
    if (season > 0) {
      seasonal[place]! += gamma * error;
      if (++place === season) place = 0;
    }
  }
  let [share, power, sum] = [0, 1, 0];
  for (let step = 0; step < gap + truth.length; step++) {
    power *= phi;
    share += power;
    let value = level + share * trend;
    if (season > 0) {
      value += seasonal[place]!;
      if (++place === season) place = 0;
    }
    if (step >= gap) sum += Math.abs(truth[step - gap]! - (log ? Math.exp(value) : value));
  }
  const error = sum / truth.length;
  // A logarithm may run away: such parameters are never the best.
  return Number.isFinite(error) ? error : Number.MAX_VALUE / 1e6;
}
