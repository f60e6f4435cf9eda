import { anomalyScorer } from '../anomaly';
import { calibratedOutput, certaintyNotes, certaintyOf, isUsual, spreadTargets, unusualOf } from '../calibration';
import { decodePrediction, ownUnit, type PredictionMode } from '../data';
import { about, badArgument, TensorwireError } from '../errors';
import { type Forecast, forecasterOf, type Windows } from '../forecast';
import type { TargetPipeline } from '../spec';
import type { Model } from '../values/model';
import type { Rows } from './batcher';
import { answerOf, type Forecasts, intervalOf, isNarrow, OneByOne } from './forecasts';
import { type OutputPort, splitByTarget, targetsOf } from './ports';

export interface AnswerOptions {
  /** between 0 and 1: answers include how sure they are; default: they do not */
  readonly confidence?: number;
  /** the largest width of an interval at which a number is sure */
  readonly widest?: number;
  /** for two classes, the probability from which the second is the answer; default: more than 0.5 */
  readonly threshold?: number;
  /** of forecasts: the simple one answers where the network was no better on the validation rows; default: it does */
  readonly fallback?: boolean;
}

/** What answers need besides the results of a run. */
export interface Asked {
  /** is called for each row with whether all its answers are sure; only with a confidence */
  readonly sure?: (isSure: boolean) => void;
  /** of `AnswerMaker.forecasts`, if the rows are windows */
  readonly forecasts?: Forecasts;
}

/** Turns the results of a run into answers. */
export interface AnswerMaker {
  /**
   * One answer per row: that of the target, or one key for each target. `results`: of the model's outputs, then that of
   * `confidentFile`.
   */
  answers(results: readonly Rows[], rows: number, mode: PredictionMode, asked?: Asked): unknown[];
  /** The forecasts of rows that are windows, without what the mode does not answer. */
  forecasts(results: readonly Rows[], rows: number, mode: PredictionMode, windows: Windows): Promise<Forecasts>;
  /** How unusual the last readings of rows that are windows are; null: the model does not know. Of a usual one it is sure. */
  anomalies(
    results: readonly Rows[],
    rows: number,
    mode: PredictionMode,
    windows: Windows,
    asked?: Pick<Asked, 'sure'>,
  ): unknown[] | null;
  /** the outputs of each target after `calibratedOutput` */
  calibratedOutputs(results: readonly Rows[], rows: number): readonly Rows[];
  /** what the model cannot determine, in sentences */
  readonly notes: readonly string[];
}

/** Checks options as flows give them, numbers or texts. Throws an error that names what is wrong. */
export function checkAnswerOptions({ confidence, widest, threshold }: AnswerOptions): void {
  const isBetween = (value: number): boolean => value > 0 && value < 1;
  if (confidence !== undefined && !isBetween(confidence))
    throw badArgument('confidence', 'a number between 0 and 1, such as 0.9', confidence);
  if (threshold !== undefined && !isBetween(threshold))
    throw badArgument('threshold', 'a probability between 0 and 1', threshold);
  if (widest !== undefined && !(widest > 0)) throw badArgument('widest', 'a number above 0', widest);
}

export function answerMaker(model: Model, outputs: readonly OutputPort[], options: AnswerOptions): AnswerMaker {
  const pipeline = model.body.pipeline!;
  const { calibration } = model.body;
  const { confidence, threshold, widest } = options;
  about(model.model, () => checkAnswerOptions(options));
  const targets = targetsOf(outputs, pipeline, calibration);
  if (
    threshold !== undefined &&
    !targets.some(({ target }) => target.classes?.length === 2 && target.task !== 'multi-label')
  )
    throw new TensorwireError(
      model.model,
      `threshold must be left empty: it is for a target of two classes, and the model predicts ${targets.map(({ target }) => target.name).join(', ')}`,
      { argument: 'threshold' },
    );
  const certainties = confidence === undefined ? [] : targets.map(of => certaintyOf(of, { ...options, confidence }));
  const spreads = calibration ? spreadTargets(calibration) : [];
  const scorer = calibration?.anomaly && anomalyScorer(calibration.anomaly, pipeline.series!, confidence);
  const oneByOne = new OneByOne();
  const factorAt = targets.map(({ target }) => spreads.indexOf(target.name) + 1);

  const raw = (results: readonly Rows[]): readonly Rows[] => splitByTarget(outputs, results, pipeline);
  const settle = (parts: readonly Rows[], rows: number): readonly Rows[] =>
    parts.map((part, i) => calibratedOutput(targets[i]!, part as Rows & { data: Float32Array }, rows));

  /** Adds confidence to the answers of a target; `unsure` is called for rows that are not sure. */
  function addCertainty(
    index: number,
    answers: readonly unknown[],
    { found, own, made, rows, forecasts }: Run,
    unsure: (row: number) => void,
  ): void {
    const columns = found ? found.data.length / rows : 0;
    const [raw, data] = [own.data as Float32Array, made.data as Float32Array];
    const [rawWidth, width] = [raw.length / rows, data.length / rows];
    const at = factorAt[index]!;
    const certainty = certainties[index]!;
    const { target } = targets[index]!;
    for (let row = 0; row < rows; row++) {
      const unusual = found ? unusualOf(calibration, found.data[row * columns]!) : null;
      const factor = at > 0 ? found!.data[row * columns + at]! : 1;
      const { interval, set, sure } = certainty({
        raw,
        rawFrom: row * rawWidth,
        data,
        from: row * width,
        width,
        unusual,
        factor,
      });
      // What is answered is judged: the band of the forecast, not the interval of the network's own number.
      const forecast = forecasts?.[row];
      const isSure = forecast ? isUsual(unusual) && isNarrow(forecast, widest) : sure;
      if (!isSure) unsure(row);
      const answer = answers[row] as { interval?: unknown; set?: unknown; unusual?: unknown; sure?: unknown };
      if (!isScores(answer)) continue;
      // assigned one by one: Object.assign takes longer than everything else
      if (forecast) answer.interval = intervalOf(target, forecast);
      else if (interval !== undefined) answer.interval = interval;
      if (set !== undefined) answer.set = set;
      answer.unusual = unusual;
      answer.sure = isSure;
    }
  }

  return {
    notes:
      confidence === undefined ? [] : certaintyNotes(calibration, targets, confidence, model.card.folds !== undefined),
    calibratedOutputs: (results, rows) => settle(raw(results), rows),
    anomalies(results, rows, mode, { columns, rowOf }, { sure } = {}) {
      const answer = scorer?.for(columns);
      if (!answer) return null;
      const parts = raw(results);
      const expected = new Float64Array(targets.length);
      return Array.from({ length: rows }, (_, row) => {
        for (const [i, { target, reader }] of targets.entries())
          expected[i] = ownUnit(target)(reader.read(parts[i]!.data, row * reader.outputs).value, 0);
        const found = answer(rowOf(row), expected);
        if (confidence !== undefined) sure?.(isUsual(found.unusual));
        return mode === 'label' ? found.score : found;
      });
    },
    async forecasts(results, rows, mode, windows) {
      const parts = raw(results);
      const made: (readonly Forecast[] | null)[] = [];
      for (const [i, { target, reader }] of targets.entries()) {
        const record = calibration?.forecasts?.[target.name];
        const wanted = { ...options, withBaseline: mode !== 'label' };
        const forecaster = record && forecasterOf({ target, reader, record }, pipeline.series!, windows, wanted);
        const outputs = parts[i]!.data as Float32Array;
        const width = outputs.length / rows;
        const own: Forecast[] = [];
        if (forecaster)
          for (let row = 0; row < rows; row++)
            own.push(await oneByOne.make(() => forecaster(outputs, row * width, row)));
        made.push(forecaster ? own : null);
      }
      return made;
    },
    answers(results, rows, mode, { sure, forecasts } = {}) {
      const parts = raw(results);
      const done = settle(parts, rows);
      const answers = targets.map(({ target }, i) => {
        const { data, shape } = done[i]!;
        return decodePrediction(target, data as Float32Array, [rows, ...shape], mode, threshold);
      });
      if (certainties.length > 0) {
        const unsure = new Set<number>();
        const found = results[outputs.length];
        targets.forEach((_, i) => {
          const run = { found, own: parts[i]!, made: done[i]!, rows, forecasts: forecasts?.[i] };
          addCertainty(i, answers[i]!, run, row => unsure.add(row));
        });
        if (sure) for (let row = 0; row < rows; row++) sure(!unsure.has(row));
      }
      const settled = targets.map(({ target }, i) => {
        const made = forecasts?.[i];
        return made ? answers[i]!.map((answer, row) => forecastAnswer(target, answer, made[row]!)) : answers[i]!;
      });
      if (targets.length === 1) return settled[0]!;
      return Array.from({ length: rows }, (_, row) =>
        Object.fromEntries(targets.map(({ target: { name } }, i) => [name, settled[i]![row]])),
      );
    },
  };
}

/** What a run gave for a target. */
interface Run {
  /** of `confidentFile` */
  readonly found: Rows | undefined;
  /** the outputs, and these after `calibratedOutput` */
  readonly own: Rows;
  readonly made: Rows;
  readonly rows: number;
  readonly forecasts: readonly Forecast[] | null | undefined;
}

/** A label or an array has no place for the forecast's steps: then it is their values. */
const forecastAnswer = (target: TargetPipeline, answer: unknown, made: Forecast): unknown => {
  const value = answerOf(target, made);
  return isScores(answer) ? { ...(answer as object), value, ...made } : value;
};

/** An answer with scores, and not only a label or a number. */
const isScores = (answer: unknown): boolean => typeof answer === 'object' && answer !== null && !Array.isArray(answer);
