import { conformityScores, type NumberReader, normalScores } from '../calibration';
import { ownUnit, periodLength } from '../data';
import {
  BASELINES,
  type BaselineName,
  type Column,
  type ForecastRecord,
  type SeriesPipeline,
  type TargetPipeline,
} from '../spec';
import { baselines } from './baselines';
import { afterGap, errorUnit, pastIn } from './past';

/** Windows that are looked at, evenly taken: few enough for the baselines to be quick, by the steps of the horizon. */
const MOST = 400;
const [FEWEST, STEPS] = [100, 10_000];
/** Numbers of the bands of all targets together that are kept: a model can be imported only with a small calibration. */
const KEPT = 100_000;

/** A network's forecasts of a target for some windows. */
export interface Forecasts {
  readonly target: TargetPipeline;
  readonly reader: NumberReader;
  /** the columns that hold the windows, and the row of each window in them */
  readonly columns: readonly Column[];
  readonly rows: ArrayLike<number>;
  /** [windows, horizon · outputs of the reader] as the network gives it */
  readonly outputs: Float32Array;
  /** [windows, horizon] as the loss takes it */
  readonly truth: ArrayLike<number>;
  /** how many targets are forecast: their bands share the room that there is */
  readonly targets: number;
}

/**
 * Compares a network's forecasts with those of all baselines, which see the same windows. null: the target has no past in
 * them, a forecast is not finite (of a network that has diverged), or the horizon has too many steps for bands.
 */
export function forecastRecord(
  { target, reader, columns, rows, outputs, truth, targets }: Forecasts,
  series: SeriesPipeline,
): ForecastRecord | null {
  const past = pastIn(columns, series, target.name);
  const { horizon, gap, season } = series;
  if (past === null || horizon === 0 || rows.length === 0) return null;
  // two bands for each step, and in each the number of its windows
  const kept = Math.floor(KEPT / (2 * horizon * targets)) - 1;
  if (kept < 1) return null;
  const own = ownUnit(target);
  const every = Math.max(1, Math.ceil(rows.length / Math.min(MOST, Math.max(FEWEST, Math.floor(STEPS / horizon)))));
  const names = ['network', ...BASELINES] as const;
  const sums = new Map(names.map(name => [name as string, { scaled: 0, plain: 0 }]));
  const apart = new Map<string, number[][]>(names.map(name => [name, Array.from({ length: horizon }, () => [])]));
  /** of the first step, from the network's own number */
  const missed: number[] = [];
  let [origins, scaled] = [0, 0];
  for (let i = 0; i < rows.length; i += every) {
    const values = past(rows[i]!);
    const unit = errorUnit(values, season);
    const found = BASELINES.map(name => afterGap(baselines[name]({ values, season }, gap + horizon), gap));
    origins++;
    if (!Number.isNaN(unit)) scaled++;
    for (let step = 0; step < horizon; step++) {
      const actual = own(truth[i * horizon + step]!, step);
      const { value, low, high } = reader.read(outputs, (i * horizon + step) * reader.outputs);
      apart.get('network')![step]!.push(Math.max(own(low, step) - actual, actual - own(high, step)));
      const count = (name: string, error: number) => {
        const sum = sums.get(name)!;
        sum.plain += error / horizon;
        if (!Number.isNaN(unit)) sum.scaled += error / unit / horizon;
      };
      if (step === 0) missed.push(Math.abs(actual - own(value, step)));
      count('network', Math.abs(actual - own(value, step)));
      BASELINES.forEach((name, b) => {
        const error = Math.abs(actual - found[b]![step]!);
        apart.get(name)![step]!.push(error);
        count(name, error);
      });
    }
  }
  // A series that repeats exactly has no unit of errors: then they are in its own.
  const errorOf = ({ scaled: sum, plain }: { readonly scaled: number; readonly plain: number }): number =>
    scaled > 0 ? sum / scaled : plain / origins;
  const errors = Object.fromEntries(names.map(name => [name, errorOf(sums.get(name)!)])) as Record<
    (typeof names)[number],
    number
  >;
  const baseline = BASELINES.reduce<BaselineName>(
    (best, name) => (errors[name] < errors[best] ? name : best),
    BASELINES[0],
  );
  const bandsOf = (name: string) => apart.get(name)!.map(scores => conformityScores(scores.map(brief), kept));
  const bands = { network: bandsOf('network'), baseline: bandsOf(baseline) };
  const numbers = [bands.network, bands.baseline].flat().flatMap(({ values }) => values);
  if (![...Object.values(errors), ...numbers].every(Number.isFinite)) return null;
  const better = errors.network < errors[baseline];
  const first = gap > 0 ? null : firstStep(better ? missed : apart.get(baseline)![0]!, periodLength(series, columns));
  return { origins, season, errors, baseline, better, bands, ...(first && { first }) };
}

/** null: it is always right. */
function firstStep(errors: readonly number[], interval: number | null): ForecastRecord['first'] | null {
  const unit = Float64Array.from(errors).sort()[errors.length >> 1]!;
  if (!(unit > 0)) return null;
  return {
    unit,
    normal: normalScores(
      Float64Array.from(errors, error => brief(error / unit)),
      interval,
      () => false,
    ),
  };
}

/** Six digits are enough for the end of a band, and keep the file small. */
const brief = (value: number): number => Number(value.toPrecision(6));
