import { conformityScores, normalScores } from '../calibration';
import { Pacer, periodLength } from '../data';
import {
  BASELINES,
  type BaselineName,
  type FirstStep,
  type ForecastRecord,
  type SeriesPipeline,
  type TargetPipeline,
} from '../spec';
import type { Dataset } from '../values/dataset';
import { allBaselines, type Example, fitSmoothing } from './baselines';
import { bestShare, blended, type NetworkAnswer } from './blend';
import { evenly, examplesOf } from './examples';
import { afterGap } from './past';

/** Windows that are looked at, evenly taken: few enough for the baselines to be quick, by the steps of the horizon. */
const MOST = 400;
const [FEWEST, STEPS] = [100, 10_000];
/** Windows of training to which Holt-Winters is fitted, by the numbers in them. */
const [MOST_FITTED, LEAST_FITTED, FITTED_NUMBERS] = [100, 30, 30_000];
/** Numbers of the bands of all targets together that are kept: a model can be imported only with a small calibration. */
const KEPT = 100_000;

/** A network's forecasts of a target for some windows. */
export interface Forecasts {
  readonly target: TargetPipeline;
  readonly dataset: Dataset;
  /** of the dataset, which the network has not learned */
  readonly rows: Int32Array;
  /** of each of these rows */
  readonly answer: NetworkAnswer;
  /** how many targets are forecast: their bands share the room that there is */
  readonly targets: number;
}

/**
 * Compares a network's forecasts with those of all baselines, which see the same windows, and chooses what predict answers. null:
 * the target has no past in them, a forecast is not finite (of a network that has diverged), or the horizon has too many steps
 * for bands.
 */
export async function forecastRecord(
  { target, dataset, rows, answer, targets }: Forecasts,
  series: SeriesPipeline,
): Promise<ForecastRecord | null> {
  const { horizon, gap, season, history } = series;
  if (horizon === 0 || rows.length === 0) return null;
  // two bands for each step, and in each the number of its windows
  const kept = Math.floor(KEPT / (2 * horizon * targets)) - 1;
  const every = evenly(Int32Array.from(rows.keys()), Math.min(MOST, Math.max(FEWEST, Math.floor(STEPS / horizon))));
  const examples = examplesOf(
    dataset,
    every.map(i => rows[i]!),
    target,
    series,
  );
  if (examples === null || kept < 1) return null;
  const pacer = new Pacer();
  const fitted = Math.min(MOST_FITTED, Math.max(LEAST_FITTED, Math.floor(FITTED_NUMBERS / (history + horizon))));
  const learned = examplesOf(dataset, evenly(dataset.indices('train'), fitted), target, series)!;
  const smoothing = await fitSmoothing(learned, { season, gap }, pacer);

  const { units, unit } = unitsOf(examples);
  const count = examples.length * horizon;
  const truth = new Float64Array(count);
  const names = ['network', 'low', 'high', ...BASELINES] as const;
  const all = Object.fromEntries(names.map(name => [name, new Float64Array(count)])) as Record<
    (typeof names)[number],
    Float64Array
  >;
  for (const [i, { values, truth: came }] of examples.entries()) {
    await pacer.pause();
    truth.set(came, i * horizon);
    const simple = allBaselines({ values, season, smoothing }, gap + horizon);
    for (const name of BASELINES) all[name].set(afterGap(simple[name], gap), i * horizon);
    for (let step = 0; step < horizon; step++) {
      const { value, low, high } = answer(every[i]!, step);
      const at = i * horizon + step;
      all.network[at] = value;
      all.low[at] = low;
      all.high[at] = high;
    }
  }
  const errorOf = (found: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += Math.abs(truth[i]! - found[i]!) / units[Math.floor(i / horizon)]!;
    return sum / count;
  };
  const ofBaselines = Object.fromEntries(BASELINES.map(name => [name, errorOf(all[name])])) as Record<
    BaselineName,
    number
  >;
  const baseline = BASELINES.reduce<BaselineName>(
    (best, name) => (ofBaselines[name] < ofBaselines[best] ? name : best),
    BASELINES[0],
  );
  const { share, error: blend } = bestShare(all.network, all[baseline], truth, units);
  const bandsOf = (scoreAt: (i: number) => number) =>
    Array.from({ length: horizon }, (_, step) =>
      conformityScores(
        Array.from(units, (scale, window) => brief(scoreAt(window * horizon + step) / scale)),
        kept,
      ),
    );
  const outside = (i: number): number => {
    const network = { value: all.network[i]!, low: all.low[i]!, high: all.high[i]! };
    const { low, high } = blended(share, network, all[baseline][i]!);
    return Math.max(low - truth[i]!, truth[i]! - high);
  };
  const bands = {
    blend: bandsOf(outside),
    baseline: bandsOf(i => Math.abs(truth[i]! - all[baseline][i]!)),
  };
  const errors = { network: errorOf(all.network), blend, ...ofBaselines };
  const numbers = [bands.blend, bands.baseline].flat().flatMap(({ values }) => values);
  if (![...Object.values(errors), ...numbers].every(Number.isFinite)) return null;
  const better = blend < ofBaselines[baseline];
  const ofBlend = (i: number): number => share * all.network[i]! + (1 - share) * all[baseline][i]!;
  const interval = periodLength(series, dataset.body.columns);
  const firstOf = (answered: (i: number) => number): FirstStep | null => {
    if (gap > 0) return null;
    const missed = (i: number): number => Math.abs(truth[i * horizon]! - answered(i * horizon)) / units[i]!;
    return firstStep(
      Float64Array.from(examples, (_, i) => missed(i)),
      interval,
    );
  };
  const first = firstOf(better ? ofBlend : i => all[baseline][i]!);
  const firstOfNetwork = better ? null : firstOf(ofBlend);
  return {
    ...{ origins: examples.length, season, smoothing, unit, errors, baseline, share, better, bands },
    ...(first && { first }),
    ...(firstOfNetwork && { firstOfNetwork }),
  };
}

/** `errors`: in the unit of each window. null: most are 0. */
function firstStep(errors: Float64Array, interval: number | null): FirstStep | null {
  const unit = errors.slice().sort()[errors.length >> 1]!;
  if (!(unit > 0)) return null;
  const scores = errors.map(error => brief(error / unit));
  // these windows are not one after the other
  return { unit, scaled: true, normal: normalScores(scores, interval, () => true) };
}

/** The unit of each window, and of those that are constant the mean of the others; 1 where all are. */
function unitsOf(examples: readonly Example[]): { readonly units: Float64Array; readonly unit: number } {
  const known = examples.filter(({ unit }) => unit > 0);
  const unit = known.length > 0 ? known.reduce((sum, one) => sum + one.unit, 0) / known.length : 1;
  return { units: Float64Array.from(examples, one => (one.unit > 0 ? one.unit : unit)), unit };
}

/** Six digits are enough for the end of a band, and keep the file small. */
const brief = (value: number): number => Number(value.toPrecision(6));
