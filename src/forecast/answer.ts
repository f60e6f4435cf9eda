import { conformalQuantile, type NumberReader } from '../calibration';
import { ownUnit, stepTimes } from '../data';
import type { Column, ForecastRecord, SeriesPipeline, TargetPipeline } from '../spec';
import { baselines } from './baselines';
import { afterGap, pastIn } from './past';

/** One step of a forecast. */
export interface ForecastStep {
  /** ISO 8601; a number where the times of training were numbers; null: unknown */
  readonly time: string | number | null;
  readonly value: number;
  /** the ends of the band; null: there were too few validation windows for this confidence */
  readonly low: number | null;
  readonly high: number | null;
}

export interface Forecast {
  readonly forecast: readonly ForecastStep[];
  /** was the network better than the best baseline on the validation windows? */
  readonly better: boolean;
  /** what that baseline says; empty where it was not wanted */
  readonly baseline: readonly Pick<ForecastStep, 'time' | 'value'>[];
}

export interface ForecastOptions {
  /** that the true number of a step is in its band */
  readonly confidence?: number;
  /** the baseline answers where the network was no better */
  readonly fallback?: boolean;
  /** what the baseline says is wanted also where the network answers; default: it is */
  readonly withBaseline?: boolean;
}

/** The windows that a run of the network answers. */
export interface Windows {
  readonly columns: readonly Column[];
  /** the row of a window among the columns */
  readonly rowOf: (window: number) => number;
}

/** Makes the forecast of a window from the network's outputs, which begin at `from`. */
export type Forecaster = (outputs: Float32Array, from: number, window: number) => Forecast;

/** The band of a forecast if no confidence is asked for. */
const CONFIDENCE = 0.9;

/** Prepared once for the windows of a run; null: the target's past is not in them. */
export function forecasterOf(
  {
    target,
    reader,
    record,
  }: { readonly target: TargetPipeline; readonly reader: NumberReader; readonly record: ForecastRecord },
  series: SeriesPipeline,
  { columns, rowOf }: Windows,
  { confidence = CONFIDENCE, fallback = true, withBaseline = true }: ForecastOptions = {},
): Forecaster | null {
  const past = pastIn(columns, series, target.name);
  if (past === null) return null;
  const { horizon, gap } = series;
  const { better, bands, season, baseline: name } = record;
  const own = ownUnit(target);
  const times = stepTimes(series, columns);
  const usesNetwork = better || !fallback;
  const reach = (usesNetwork ? bands.network : bands.baseline).map(scores => conformalQuantile(scores, confidence));
  return (outputs, from, window) => {
    const row = rowOf(window);
    const at = times(row);
    const simple =
      usesNetwork && !withBaseline ? [] : afterGap(baselines[name]({ values: past(row), season }, gap + horizon), gap);
    const baseline = Array.from(simple, (value, step) => ({ time: at[step]!, value }));
    if (!usesNetwork) {
      const forecast = baseline.map(({ time, value }, step) => ({
        time,
        ...within(value, value, value, reach[step]!),
      }));
      return { forecast, better, baseline };
    }
    const forecast = Array.from({ length: horizon }, (_, step): ForecastStep => {
      const { value, low, high } = reader.read(outputs, from + step * reader.outputs);
      return { time: at[step]!, ...within(own(value, step), own(low, step), own(high, step), reach[step]!) };
    });
    return { forecast, better, baseline };
  };
}

/** A band that is narrower than the predicted range still holds the value. */
function within(value: number, low: number, high: number, reach: number): Omit<ForecastStep, 'time'> {
  if (!Number.isFinite(reach)) return { value, low: null, high: null };
  return { value, low: Math.min(value, low - reach), high: Math.max(value, high + reach) };
}
