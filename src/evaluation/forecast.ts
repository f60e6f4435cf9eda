import { conformalQuantile } from '../calibration';
import { ownUnit } from '../data/pipeline/decode';
import { targetNumbers } from '../data/pipeline/target';
import { afterGap, baselines, errorUnit, pastIn } from '../forecast';
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
export function forecastReport(
  { body: { calibration } }: Model,
  { series }: Pipeline,
  { target, dataset, rows, output }: { target: TargetPipeline; dataset: Dataset; rows: Int32Array; output: RawOutput },
): ForecastReport | undefined {
  const record = calibration?.forecasts?.[target.name];
  const { raw, reader } = output;
  const past = series && pastIn(dataset.body.columns, series, target.name);
  if (!record || !raw || !reader || !past) return undefined;
  const { horizon, gap } = series;
  const { season } = record;
  const own = ownUnit(target);
  const reach = record.bands.network.map(scores => conformalQuantile(scores, CONFIDENCE));
  const every = Math.max(1, Math.ceil(rows.length / MOST));
  // counted from the last window, which is the picture's
  const used = rows.filter((_, i) => (rows.length - 1 - i) % every === 0);
  const at = Int32Array.from(rows.keys()).filter(i => (rows.length - 1 - i) % every === 0);
  const actual = targetNumbers(target, dataset, used);
  const predicted = (i: number, step: number) => {
    const read = reader.read(raw, (at[i]! * horizon + step) * reader.outputs);
    const value = own(read.value, step);
    const [low, high] = [own(read.low, step) - reach[step]!, own(read.high, step) + reach[step]!];
    return { value, low: Math.min(value, low), high: Math.max(value, high) };
  };
  const errors = new Map<ForecastMethod['name'], Errors>();
  const errorsOf = (name: ForecastMethod['name']): Errors => {
    const known = errors.get(name) ?? new Errors(horizon);
    errors.set(name, known);
    return known;
  };
  const steps = Array.from({ length: horizon }, () => ({ held: 0, width: 0 }));
  let last: ForecastReport['last'] | undefined;
  used.forEach((row, i) => {
    const values = past(row);
    const unit = errorUnit(values, season);
    const truth = Array.from({ length: horizon }, (_, step) => actual[i * horizon + step]!);
    const found = Array.from(truth, (_, step) => predicted(i, step));
    errorsOf('network').add(
      found.map(({ value }) => value),
      truth,
      unit,
    );
    let best: readonly number[] = [];
    for (const name of BASELINES) {
      const simple = Array.from(afterGap(baselines[name]({ values, season }, gap + horizon), gap));
      errorsOf(name).add(simple, truth, unit);
      if (name === record.baseline) best = simple;
    }
    found.forEach(({ low, high }, step) => {
      steps[step]!.held += Number(low <= truth[step]! && truth[step]! <= high);
      steps[step]!.width += high - low;
    });
    if (i === used.length - 1)
      last = { history: Array.from(values), gap, actual: truth, forecast: found.map(finite), baseline: best };
  });
  const count = used.length;
  const [network, simple] = [errorsOf('network'), errorsOf(record.baseline)];
  const mean = (part: (step: (typeof steps)[number]) => number) =>
    steps.reduce((sum, step) => sum + part(step), 0) / horizon / count;
  const isBounded = reach.every(Number.isFinite);
  return {
    ...{ windows: count, season, baseline: record.baseline, better: record.better },
    methods: [...errors].map(([name, found]) => ({ name, ...found.scores() })),
    ...(isBounded && {
      band: { confidence: CONFIDENCE, share: mean(({ held }) => held), width: mean(({ width }) => width) },
    }),
    steps: steps.map(({ held, width }, step) => ({
      ...{ step: gap + step + 1, mae: network.maeAt(step), baseline: simple.maeAt(step) },
      ...(isBounded && { share: held / count, width: width / count }),
    })),
    last: last!,
  };
}

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
  add(forecast: readonly number[], truth: readonly number[], unit: number): void {
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
