import { conformalQuantile } from '../calibration';
import { Pacer } from '../data';
import { afterGap, allBaselines, blended, evenly, examplesOf, networkAnswer, pastIn } from '../forecast';
import { BASELINES, type ForecastMethod, type ForecastReport, type Pipeline, type TargetPipeline } from '../spec';
import type { Dataset } from '../values/dataset';
import type { Model } from '../values/model';
import type { RawOutput } from './types';

/** Windows on which the baselines are computed, evenly taken. */
const MOST = 400;
const CONFIDENCE = 0.9;

/**
 * A network's forecasts of a target beside all baselines, which see the same windows: MASE, sMAPE, MAE and RMSE, coverage and width of
 * the band by step of the horizon, and the last window for a picture; undefined: the model forecasts nothing.
 * Sources: Hyndman and Koehler 2006 (MASE, in the unit of the seasonal naive error within each window); Makridakis 1993 (sMAPE).
 */
export async function forecastReport(
  { body: { calibration } }: Model,
  { series }: Pipeline,
  { target, dataset, rows, output }: { target: TargetPipeline; dataset: Dataset; rows: Int32Array; output: RawOutput },
): Promise<ForecastReport | undefined> {
  const record = calibration?.forecasts?.[target.name];
  const { raw, reader } = output;
  const past = series && pastIn(dataset.body.columns, series, target.name);
  if (!record || !raw || !reader || !past) return undefined;
  const { horizon, gap } = series;
  const { season, smoothing, share, baseline } = record;
  const reach = record.bands.blend.map(scores => conformalQuantile(scores, CONFIDENCE));
  // counted from the last window, which is the picture's
  const at = evenly(Int32Array.from(rows.keys()), MOST);
  const used = at.map(i => rows[i]!);
  const examples = examplesOf(dataset, used, target, series, past)!;
  const answer = networkAnswer(target, reader, raw, horizon);
  const errors = new Map<ForecastMethod['name'], Errors>();
  const errorsOf = (name: ForecastMethod['name']): Errors => {
    const known = errors.get(name) ?? new Errors(horizon);
    errors.set(name, known);
    return known;
  };
  const steps = Array.from({ length: horizon }, () => ({ held: 0, width: 0 }));
  let last: ForecastReport['last'] | undefined;
  const pacer = new Pacer();
  for (const [i, { values, truth, unit }] of examples.entries()) {
    await pacer.pause();
    const scale = unit > 0 ? unit : record.unit;
    const all = allBaselines({ values, season, smoothing }, gap + horizon);
    const simple = afterGap(all[baseline], gap);
    const network = Array.from(truth, (_, step) => answer(at[i]!, step));
    const found = network.map((one, step) => {
      const { value, low, high } = blended(share, one, simple[step]!);
      const outward = reach[step]! * scale;
      return { value, low: Math.min(value, low - outward), high: Math.max(value, high + outward) };
    });
    if (share < 1) errorsOf('blend').add(found.map(numberOf), truth, unit);
    errorsOf('network').add(network.map(numberOf), truth, unit);
    for (const name of BASELINES) errorsOf(name).add(afterGap(all[name], gap), truth, unit);
    found.forEach(({ low, high }, step) => {
      steps[step]!.held += Number(low <= truth[step]! && truth[step]! <= high);
      steps[step]!.width += high - low;
    });
    if (i === examples.length - 1)
      last = {
        ...{ history: Array.from(values), gap, actual: Array.from(truth) },
        ...{ forecast: found.map(finite), baseline: Array.from(simple) },
      };
  }
  const count = examples.length;
  const [forecast, simple] = [errorsOf(share < 1 ? 'blend' : 'network'), errorsOf(baseline)];
  const mean = (part: (step: (typeof steps)[number]) => number) =>
    steps.reduce((sum, step) => sum + part(step), 0) / horizon / count;
  const isBounded = reach.every(Number.isFinite);
  return {
    ...{ windows: count, season, baseline, better: record.better, share },
    methods: [...errors].map(([name, found]) => ({ name, ...found.scores() })),
    ...(isBounded && {
      band: { confidence: CONFIDENCE, share: mean(({ held }) => held), width: mean(({ width }) => width) },
    }),
    steps: steps.map(({ held, width }, step) => ({
      ...{ step: gap + step + 1, mae: forecast.maeAt(step), baseline: simple.maeAt(step) },
      ...(isBounded && { share: held / count, width: width / count }),
    })),
    last: last!,
  };
}

const numberOf = ({ value }: { readonly value: number }): number => value;

const finite = ({ value, low, high }: { value: number; low: number; high: number }) =>
  Number.isFinite(low) && Number.isFinite(high) ? { value, low, high } : { value };

/** Sums of the errors of one method. */
class Errors {
  private readonly absolute: Float64Array;
  private squares = 0;
  private shares = 0;
  private scaled = 0;
  private windows = 0;
  private units = 0;

  constructor(private readonly horizon: number) {
    this.absolute = new Float64Array(horizon);
  }

  /** `unit`: of scaled errors; NaN: this window has none */
  add(forecast: ArrayLike<number>, truth: Float64Array, unit: number): void {
    this.windows++;
    if (!Number.isNaN(unit)) this.units++;
    truth.forEach((value, step) => {
      const error = Math.abs(value - forecast[step]!);
      const size = Math.abs(value) + Math.abs(forecast[step]!);
      this.absolute[step]! += error;
      this.squares += error ** 2;
      this.shares += size > 0 ? (2 * error) / size : 0;
      if (!Number.isNaN(unit)) this.scaled += error / unit;
    });
  }

  maeAt(step: number): number {
    return this.absolute[step]! / this.windows;
  }

  scores(): Omit<ForecastMethod, 'name'> {
    const count = this.windows * this.horizon;
    const mae = this.absolute.reduce((a, b) => a + b, 0) / count;
    return {
      ...(this.units > 0 && { mase: this.scaled / this.units / this.horizon }),
      ...{ smape: this.shares / count, mae, rmse: Math.sqrt(this.squares / count) },
    };
  }
}
