import { type Answered, calibrate, type NumberReader, readerOf } from '../calibration';
import type { Folds } from '../data/folds';
import { unitsOf } from '../data/pipeline/array-scale';
import type { Engine } from '../engine/engine';
import { type NetworkAnswer, networkAnswer } from '../forecast';
import type { Calibration, TargetPipeline } from '../spec';
import type { Dataset } from '../values/dataset';
import type { ModelBody } from '../values/model';
import { answeredOn, featuresOn } from './answered';
import { recordsOf } from './calibrated';
import { tableFor } from './prepared';

/** The predictions of a fold's model for the rows of the fold, which it has not seen. */
export interface FoldAnswers {
  readonly rows: number;
  /** by target; numbers in its own unit */
  readonly targets: Readonly<
    Record<string, { readonly outputs: readonly number[]; readonly truth: readonly number[] }>
  >;
}

/** Rows of all folds together: more make a promise no better. */
const MOST = 20_000;

export async function answersOfFold(
  { network, pipeline, weights }: ModelBody,
  fold: Dataset,
  folds: number,
  engine: Engine,
): Promise<FoldAnswers> {
  const { objectives, table } = tableFor(network, pipeline!, fold, sampledOf(fold, folds));
  const { answered, rows } = await answeredOn({ network, objectives }, engine, weights, table);
  const targets = answered.map(({ target, reader, outputs, truth }) => {
    const own = (values: ArrayLike<number>) => Array.from(values, unitOf(target, reader).toOwn);
    return [target.name, { outputs: own(outputs), truth: own(truth) }] as const;
  });
  return { rows, targets: Object.fromEntries(targets) };
}

/** The rows of a fold that its model answers. */
function sampledOf(fold: Dataset, folds: number): Int32Array {
  const all = fold.indices('test');
  const every = Math.ceil((all.length * folds) / MOST);
  return all.filter((_, i) => i % every === 0);
}

/**
 * The calibration of a model that has learned all rows, on the predictions of the folds' models for rows that these have
 * not seen (cross-conformal prediction). They have learned fewer rows, so that their errors are rather larger than the
 * model's. Each fold's model has features of its own: widths do not follow the row, and what is unusual is told by the
 * model's own training rows. Source: Vovk 2015, "Cross-conformal predictors"; Barber et al. 2021 (CV+).
 */
export async function calibratedByFolds(
  { network, pipeline, weights }: ModelBody,
  folds: readonly FoldAnswers[],
  { datasets, whole }: Folds,
  engine: Engine,
): Promise<Calibration | null> {
  const { objectives, table } = tableFor(network, pipeline!, whole, whole.indices('train'));
  const training = await featuresOn(network, engine, weights, table);
  const answered = objectives.flatMap(({ targets }, i) => {
    const reader = readerOf(network.outputs[i]!);
    return targets.map(target => {
      const { fromOwn } = unitOf(target, reader);
      const together = (key: 'outputs' | 'truth') =>
        folds.flatMap(fold => fold.targets[target.name]![key]).map(fromOwn);
      return { target, reader, outputs: Float32Array.from(together('outputs')), truth: together('truth') };
    });
  });
  const rows = folds.reduce((sum, fold) => sum + fold.rows, 0);
  const features = { training, calibration: { data: new Float32Array(0), width: training.width } };
  const found = calibrate(answered, rows, features);
  const forecasts = await forecastsByFolds(answered, folds, datasets, whole);
  return found && forecasts ? { ...found, forecasts } : found;
}

/** What the folds' models are worth beside simple forecasts, on the windows that they have not seen. */
async function forecastsByFolds(
  answered: readonly Answered[],
  folds: readonly FoldAnswers[],
  datasets: readonly Dataset[],
  whole: Dataset,
): Promise<Calibration['forecasts']> {
  const { series } = whole.pipeline;
  if (!series?.horizon) return undefined;
  const rows = datasets.map(fold => sampledOf(fold, folds.length));
  const numbers = answered.filter(({ target }) => target.task === 'regression');
  const answers = numbers.map(({ target, reader }) => {
    const all = folds.flatMap(({ targets }, i): [NetworkAnswer, number][] => {
      const { outputs } = targets[target.name]!;
      const own = datasets[i]!.pipeline.targets.find(({ name }) => name === target.name)!;
      // what has one output is in its own unit already
      const transform = reader.outputs === 1 ? ({ kind: 'identity' } as const) : own.transform;
      const answer = networkAnswer({ ...own, transform }, reader, outputs, series.horizon);
      return Array.from(rows[i]!, (_, window) => [answer, window]);
    });
    const answer: NetworkAnswer = (window, step) => all[window]![0](all[window]![1], step);
    return { target, answer };
  });
  return recordsOf(answers, whole, Int32Array.from(rows.flatMap(of => [...of])));
}

type Convert = (value: number, i: number) => number;

/** Each fold scales numbers by its own rows. The outputs of a distribution stay as they are: their scales differ little. */
function unitOf({ task, transform }: TargetPipeline, reader: NumberReader): { toOwn: Convert; fromOwn: Convert } {
  if (task !== 'regression' || reader.outputs !== 1) return { toOwn: value => value, fromOwn: value => value };
  const units = unitsOf(transform);
  const at = (i: number) => units[i % units.length]!;
  return {
    toOwn: (value, i) => value * at(i).factor + at(i).shift,
    fromOwn: (value, i) => (value - at(i).shift) / at(i).factor,
  };
}
