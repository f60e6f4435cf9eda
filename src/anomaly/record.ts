import { conformityScores, normalScores } from '../calibration';
import {
  type AnomalyRecord,
  type Column,
  FAULTS,
  MEASURES,
  type MeasureName,
  type MeasureQuality,
  type SeriesPipeline,
  type TensorColumn,
  type UsualErrors,
} from '../spec';
import { fitComponents, fitResiduals, sampledRows } from './components';
import { faultRandom, withFault } from './faults';
import { type Fitted, measuresOf, scoreOf, sharesOf } from './measures';
import { type WindowReader, windowReader } from './window';

/** Validation windows into which faults are put, and with how few a choice would be chance. */
const [MOST_FAULTY, LEAST_FAULTY] = [200, 20];
/** Numbers of the bands of all sensors together: a model can be imported only with a small calibration. */
const KEPT = 40_000;
const MOST_BAND = 200;
/** In units of a sensor's spread: a sensor that is always right would make rounding errors unusual. */
const LEAST_ERROR = 0.001;

/** Normal windows, and the network that was trained on them. */
export interface NormalWindows {
  readonly columns: readonly Column[];
  readonly series: SeriesPipeline;
  readonly sensors: readonly string[];
  readonly train: Int32Array;
  readonly validation: Int32Array;
  /** milliseconds between readings; null: their times are no dates */
  readonly interval: number | null;
  /** does another series begin with this row? */
  readonly begins: (row: number) => boolean;
  /** [rows × sensors] what the network expects of the last readings of rows, in their own units; `windows`: instead of the rows' own */
  expected(rows: Int32Array, windows?: TensorColumn): Promise<Float64Array>;
}

/**
 * Learns which scores are normal, and by faults that are put into validation windows which measure is the better one. null: the
 * windows are not those of the sensors, or the network has diverged.
 */
export async function anomalyRecord(given: NormalWindows): Promise<AnomalyRecord | null> {
  const { columns, series, sensors, train, validation, interval, begins } = given;
  const windows = windowReader(columns, series, sensors);
  if (windows === null || validation.length === 0) return null;
  const taken = sampledRows(train);
  const [learned, expected] = [await given.expected(taken), await given.expected(validation)];
  if (!learned.every(Number.isFinite) || !expected.every(Number.isFinite)) return null;
  const fitted = {
    components: fitComponents(windows, taken, sensors.length),
    residuals: fitResiduals(windows, taken, learned, sensors.length),
  };
  const errors = errorsOn(windows, fitted, validation, expected);
  const usual = {} as Record<MeasureName, UsualErrors>;
  const scores = {} as Record<MeasureName, Float64Array>;
  for (const name of MEASURES) {
    const of = Array.from(sensors, (_, i) =>
      Math.max(
        LEAST_ERROR,
        quantile(
          errors[name].map(own => own[i]!),
          0.95,
        ),
      ),
    );
    const raw = Float64Array.from(errors[name], own => scoreOf(own, of));
    const median = quantile(raw, 0.5) || 1;
    usual[name] = { errors: of, score: median };
    scores[name] = raw.map(score => score / median);
  }
  const quality = await qualityOf(given, windows, fitted, usual, scores);
  const measure = quality && quality.pca.mean > quality.network.mean ? 'pca' : 'network';
  const most = Math.max(1, Math.min(MOST_BAND, Math.floor(KEPT / sensors.length)));
  return {
    ...{ sensors, ...fitted, usual, measure },
    ...(quality && { quality }),
    bands: apart(windows, validation, expected, sensors.length).map(own => conformityScores(own, most)),
    normal: normalScores(scores[measure], interval, begins),
  };
}

/** How far each sensor is from what is expected of it. */
function apart(windows: WindowReader, rows: Int32Array, expected: Float64Array, sensors: number): Float64Array[] {
  const last = new Float64Array(sensors);
  const found = Array.from({ length: sensors }, () => new Float64Array(rows.length));
  rows.forEach((row, at) => {
    windows.read(row, 1, last);
    for (const [sensor, own] of found.entries()) own[at] = Math.abs(last[sensor]! - expected[at * sensors + sensor]!);
  });
  return found;
}

/** Of each measure, the errors of the sensors in each row. */
function errorsOn(windows: WindowReader, fitted: Fitted, rows: Int32Array, expected: Float64Array) {
  const sensors = fitted.residuals.mean.length;
  const measures = measuresOf(fitted);
  const window = new Float64Array(fitted.components.steps * sensors);
  const found: Record<MeasureName, Float64Array[]> = { network: [], pca: [] };
  rows.forEach((row, at) => {
    windows.read(row, fitted.components.steps, window);
    const seen = { window, expected: expected.subarray(at * sensors, (at + 1) * sensors) };
    for (const name of MEASURES) {
      const own = new Float64Array(sensors);
      measures[name](seen, own);
      found[name].push(own);
    }
  });
  return found;
}

/** null: there are too few validation windows. */
async function qualityOf(
  { validation, sensors, expected }: NormalWindows,
  windows: WindowReader,
  fitted: Fitted,
  usual: AnomalyRecord['usual'],
  scores: Readonly<Record<MeasureName, Float64Array>>,
): Promise<Record<MeasureName, MeasureQuality> | null> {
  const every = Math.max(1, Math.ceil(validation.length / MOST_FAULTY));
  const rows = validation.filter((_, i) => i % every === 0);
  if (rows.length < LEAST_FAULTY) return null;
  const random = faultRandom();
  const width = sensors.length;
  const measures = measuresOf(fitted);
  const limit = { network: quantile(scores.network, 0.99), pca: quantile(scores.pca, 0.99) };
  const faults = width > 1 ? FAULTS : FAULTS.filter(name => name !== 'correlation');
  const whole = (row: number): Float64Array => {
    const into = new Float64Array(windows.history * width);
    windows.read(row, windows.history, into);
    return into;
  };
  const found = { network: new Map<string, number>(), pca: new Map<string, number>() };
  const named = { network: 0, pca: 0 };
  for (const name of faults) {
    const injected = Array.from(rows, row => {
      const sensor = Math.floor(random() * width);
      const other = whole(rows[Math.floor(random() * rows.length)]!);
      return { sensor, window: withFault({ name, sensor }, whole(row), other, fitted.components.spread, random) };
    });
    const changed = windows.changed(
      Array.from(rows),
      injected.map(({ window }) => window),
    );
    const said = await expected(rows, changed);
    const errors = new Float64Array(width);
    for (const measure of MEASURES) {
      let above = 0;
      injected.forEach(({ sensor, window }, at) => {
        measures[measure]({ window, expected: said.subarray(at * width, (at + 1) * width) }, errors);
        const { errors: of, score } = usual[measure];
        if (scoreOf(errors, of) / score > limit[measure]) above++;
        const shares = sharesOf(errors, of);
        if (shares[sensor] === Math.max(...shares)) named[measure]++;
      });
      found[measure].set(name, above / rows.length);
    }
  }
  const one = (measure: MeasureName): MeasureQuality => ({
    found: Object.fromEntries(found[measure]),
    mean: [...found[measure].values()].reduce((a, b) => a + b, 0) / faults.length,
    named: named[measure] / (faults.length * rows.length),
  });
  return { network: one('network'), pca: one('pca') };
}

function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
