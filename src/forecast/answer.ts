import { conformalQuantile, type NumberReader } from '../calibration';
import { ownUnit, stepTimes } from '../data';
import type { Column, ForecastRecord, SeriesPipeline, TargetPipeline } from '../spec';
import { baselines } from './baselines';
import { blended } from './blend';
import { afterGap, errorUnit, pastIn } from './past';

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
  /** was the network, or its blend with the best baseline, better than that baseline on the validation windows? */
  readonly better: boolean;
  /** the window's unit of scaled errors: the mean change from one season to the next within it */
  readonly unit: number;
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
  const { better, bands, season, baseline: name, share, smoothing } = record;
  const own = ownUnit(target);
  const times = stepTimes(series, columns);
  const usesNetwork = better || !fallback;
  const reach = (usesNetwork ? bands.blend : bands.baseline).map(scores => conformalQuantile(scores, confidence));
  const isNeeded = !usesNetwork || withBaseline || share < 1;
  return (outputs, from, window) => {
    const row = rowOf(window);
    const at = times(row);
    const values = past(row);
    const unit = errorUnit(values, season) || record.unit;
    const simple = isNeeded ? afterGap(baselines[name]({ values, season, smoothing }, gap + horizon), gap) : [];
    const forecast = Array.from({ length: horizon }, (_, step): ForecastStep => {
      const time = at[step]!;
      const outward = reach[step]! * unit;
      if (!usesNetwork) {
        const value = simple[step]!;
        return { time, ...within(value, value, value, outward) };
      }
      const { value, low, high } = reader.read(outputs, from + step * reader.outputs);
      const network = { value: own(value, step), low: own(low, step), high: own(high, step) };
      const found = share < 1 ? blended(share, network, simple[step]!) : network;
      return { time, ...within(found.value, found.low, found.high, outward) };
    });
    const isShown = !usesNetwork || withBaseline;
    return {
      forecast,
      better,
      unit,
      baseline: isShown ? Array.from(simple, (value, step) => ({ time: at[step]!, value })) : [],
    };
  };
}

/** A band that is narrower than the predicted range still holds the value. */
function within(value: number, low: number, high: number, reach: number): Omit<ForecastStep, 'time'> {
  if (!Number.isFinite(reach)) return { value, low: null, high: null };
  return { value, low: Math.min(value, low - reach), high: Math.max(value, high + reach) };
}
