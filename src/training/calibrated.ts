import { type Answered, calibrate } from '../calibration';
import type { Engine } from '../engine/engine';
import { forecastRecord, type NetworkAnswer, networkAnswer } from '../forecast';
import type { Calibration, ForecastRecord, TargetPipeline } from '../spec';
import type { Dataset } from '../values/dataset';
import type { WeightArray } from '../values/model';
import { answeredOn, featuresOn, VALIDATION } from './answered';
import { normalOf } from './normal';
import type { Prepared } from './prepared';

/**
 * Calibrates a trained network on the validation rows; null: there are none. Early stopping has used these rows too, to
 * choose one of the epochs, so errors on new rows are larger by very little (measured in docs/design.md).
 */
export async function calibrated(
  job: Prepared,
  engine: Engine,
  weights: Readonly<Record<string, WeightArray>>,
  dataset: Dataset,
): Promise<Calibration | null> {
  const { validation, train, network } = job;
  if (!validation) return null;
  const { answered, features, rows } = await answeredOn(job, engine, weights, validation);
  const training = await featuresOn(network, engine, weights, train);
  const found = calibrate(answered, rows, { training, calibration: features });
  const forecasts = await forecastsOf(answered, dataset, validation.rows);
  if (found === null) return null;
  const anomaly = await normalOf(job, engine, weights, dataset);
  return { ...found, ...(forecasts && { forecasts }), ...(anomaly && { anomaly }) };
}

/** Of a network that forecasts series: what it is worth beside simple forecasts, by target. */
async function forecastsOf(
  answered: readonly Answered[],
  dataset: Dataset,
  count: number,
): Promise<Calibration['forecasts']> {
  const { series } = dataset.pipeline;
  if (series === undefined || series.horizon === 0) return undefined;
  const every = Math.max(1, Math.ceil(count / VALIDATION));
  const rows = dataset.indices('validation').filter((_, i) => i % every === 0);
  const numbers = answered.filter(({ target }) => target.task === 'regression');
  return recordsOf(
    numbers.map(({ target, reader, outputs }) => ({
      target,
      answer: networkAnswer(target, reader, outputs as Float32Array, series.horizon),
    })),
    dataset,
    rows,
  );
}

/** The records of some targets, by name; undefined: none has one. */
export async function recordsOf(
  answers: readonly { readonly target: TargetPipeline; readonly answer: NetworkAnswer }[],
  dataset: Dataset,
  rows: Int32Array,
): Promise<Calibration['forecasts']> {
  const found: [string, ForecastRecord][] = [];
  for (const one of answers) {
    const asked = { ...one, dataset, rows, targets: answers.length };
    const record = await forecastRecord(asked, dataset.pipeline.series!);
    if (record) found.push([one.target.name, record]);
  }
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
