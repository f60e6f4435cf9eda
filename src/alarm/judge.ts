import { Problem, show } from '../errors';
import type { AnomalyAnswer, Calibration, FirstStep, ForecastRecord, SensorAnswer } from '../spec';
import { type AlarmOptions, type Threshold, thresholdOf } from './threshold';

/** What is asked of a model of normal readings, and of one that forecasts. */

/** A reading with its score, in units of the threshold. */
export interface Judged {
  readonly time: number;
  readonly score: number;
  /** the share of normal readings with at least this score; null: unknown */
  readonly unusual: number | null;
  readonly sensors: readonly SensorAnswer[];
}

/** What nn-window tells of a window. */
export interface WindowTold {
  readonly key: string;
  readonly time: number;
  readonly last: Readonly<Record<string, unknown>>;
}

/** What was forecast for the next reading, by target; JSON. */
export type Awaited = Readonly<Record<string, AwaitedValue>>;

interface AwaitedValue extends Omit<SensorAnswer, 'column' | 'value' | 'share'> {
  readonly time: number | null;
  /** the window's unit of scaled errors; null: an older version has not told it */
  readonly unit: number | null;
  /** the network answered although the baseline is better: no fallback was wished */
  readonly byNetwork?: boolean;
}

export interface Judge {
  readonly threshold: Threshold;
  /** the usual score of a normal reading, in units of the threshold */
  readonly usual: number;
  /** `awaited`: what the answer before has said of this reading. The reading, or null if it was not awaited, and what is awaited next. */
  read(
    answer: unknown,
    told: WindowTold | null,
    awaited: Awaited | null,
  ): { readonly judged: Judged | null; readonly awaited: Awaited | null };
}

/** Throws a Problem for a model that knows neither. `targets`: names of the model's targets. */
export function judgeOf(
  calibration: Calibration | null,
  targets: readonly string[],
  options: (interval: number | null) => AlarmOptions & { readonly interval: number },
): Judge {
  const { anomaly, forecasts } = calibration ?? {};
  if (anomaly) {
    const { normal } = anomaly;
    const asked = options(normal.interval);
    return ofReadings(thresholdOf(normal, asked.interval, asked));
  }
  const known = targets.flatMap(name => (forecasts?.[name] ? [[name, forecasts[name]] as const] : []));
  if (known.length === 0)
    throw new Problem(
      'the model says neither what is normal nor a forecast with its errors: train one with the recipe anomaly or forecast, with validation rows and without folds',
      { argument: 'model' },
    );
  return ofForecasts(known, options);
}

/** No score is larger, in units of the threshold. */
const LARGEST = 1e9;

/** A score that is no number, of a reading that the network cannot answer, is as unusual as can be. */
function inUnits(score: number, threshold: number): number {
  if (score === 0) return 0;
  return Number.isNaN(score) || threshold === 0 ? LARGEST : Math.min(LARGEST, score / threshold);
}

/** Scores of a model of normal readings have 1 as the usual one. */
const ofReadings = (threshold: Threshold): Judge => ({
  threshold,
  usual: inUnits(1, threshold.value),
  read(answer, told) {
    if (!isAnomaly(answer))
      throw new Problem(
        `expected the answer of predict for a reading, with a score and sensors (output: scores), received ${show(answer)}`,
        { received: answer },
      );
    const { score, unusual, sensors } = answer;
    return {
      judged: {
        ...{ time: told?.time ?? Date.now(), score: inUnits(score, threshold.value), unusual },
        // of a score that is no number, no sensor's share is known
        sensors: Number.isFinite(score) ? sensors : sensors.map(one => ({ ...one, share: 1 / sensors.length })),
      },
      awaited: null,
    };
  },
});

/** A reading is judged by what was forecast for it: how far it is from that, in units of the errors of normal ones. */
function ofForecasts(
  known: readonly (readonly [string, ForecastRecord])[],
  options: (interval: number | null) => AlarmOptions & { readonly interval: number },
): Judge {
  const limited = ({ unit, scaled, normal }: FirstStep): Limited => {
    const asked = options(normal.interval);
    // The windows of a forecast's record are not one after the other: each error counts by itself.
    const alone = { rate: asked.rate / known.length, atLeast: 1, hold: 0 };
    return { unit, scaled, threshold: thresholdOf(normal, asked.interval, alone) };
  };
  const all = known.map(([name, { first, firstOfNetwork }]) => {
    if (first === undefined)
      throw new Problem(
        'the model does not know the errors of the next reading: it was trained with a gap, by an older version, or most of its forecasts are exactly right. Train it without a gap, or one with the recipe anomaly',
        { argument: 'model' },
      );
    return { name, usual: limited(first), network: firstOfNetwork && limited(firstOfNetwork) };
  });
  const { threshold } = all[0]!.usual;
  return {
    threshold,
    usual: inUnits(1, threshold.value),
    read(answer, told, awaited) {
      if (told === null)
        throw new Problem(
          'msg.window is missing: the alarm of a forecast compares it with what comes. Wire window, then predict, then alarm',
        );
      const next = Object.fromEntries(all.map(({ name }) => [name, nextStep(answer, name, known.length > 1)]));
      // The texts of a forecast's times have whole milliseconds.
      const at = Math.trunc(told.time);
      if (awaited === null || !Object.values(awaited).every(({ time }) => time === null || time === at))
        return { judged: null, awaited: next };
      const found = all.flatMap(({ name, usual, network }) => {
        const value = told.last[name];
        const said = awaited[name];
        if (typeof value !== 'number' || said === undefined) return [];
        const { expected, low, high, byNetwork } = said;
        const errors = byNetwork ? (network ?? null) : usual;
        if (errors === null) return next[name]!.byNetwork ? unknownErrors() : []; // what was forecast is of a former model
        const { unit, scaled, threshold: limit } = errors;
        const own = scaled ? said.unit : 1;
        if (own === null) return [];
        const score = inUnits(Math.abs(value - expected) / (unit * own), limit.value);
        return [{ column: name, value, expected, low, high, score }];
      });
      const score = found.reduce((most, one) => Math.max(most, one.score), 0);
      const sum = found.reduce((total, one) => total + one.score ** 2, 0);
      const sensors = found.map(({ score: own, ...sensor }) => ({
        ...sensor,
        share: sum > 0 ? own ** 2 / sum : 1 / found.length,
      }));
      return { judged: found.length > 0 ? { time: told.time, score, unusual: null, sensors } : null, awaited: next };
    },
  };
}

interface Limited extends Omit<FirstStep, 'normal'> {
  readonly threshold: Threshold;
}

function unknownErrors(): never {
  throw new Problem(
    'predict answers with the network although a simple forecast was better, and the model does not know the errors of the network: let predict fall back (fallback), or train the model again',
    { argument: 'model' },
  );
}

function nextStep(answer: unknown, name: string, several: boolean): AwaitedValue {
  const own =
    several && typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>)[name] : answer;
  const { forecast, unit, better, baseline } = (own ?? {}) as Readonly<Record<string, unknown>>;
  const [step] = (Array.isArray(forecast) ? forecast : []) as {
    readonly time: string | number | null;
    readonly value: number;
    readonly low: number | null;
    readonly high: number | null;
  }[];
  if (step === undefined)
    throw new Problem(`expected the answer of predict with a forecast (output: scores), received ${show(answer)}`, {
      received: answer,
    });
  const { time, value, low, high } = step;
  const [simple] = (Array.isArray(baseline) ? baseline : []) as readonly { readonly value?: unknown }[];
  const byNetwork = better === false && simple !== undefined && simple.value !== value;
  return {
    ...{ time: typeof time === 'string' ? Date.parse(time) : time, expected: value, low, high },
    unit: typeof unit === 'number' ? unit : null,
    ...(byNetwork && { byNetwork }),
  };
}

const isAnomaly = (answer: unknown): answer is AnomalyAnswer =>
  typeof answer === 'object' &&
  answer !== null &&
  typeof (answer as { score?: unknown }).score === 'number' &&
  Array.isArray((answer as { sensors?: unknown }).sensors);
