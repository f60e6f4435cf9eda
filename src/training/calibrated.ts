import { type Answered, calibrate } from '../calibration';
import type { Engine } from '../engine/engine';
import { forecastRecord } from '../forecast';
import type { Calibration } from '../spec';
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
  const forecasts = forecastsOf(answered, dataset, validation.rows);
  if (found === null) return null;
  const anomaly = await normalOf(job, engine, weights, dataset);
  return { ...found, ...(forecasts && { forecasts }), ...(anomaly && { anomaly }) };
}

/** Of a network that forecasts series: what it is worth beside simple forecasts, by target. */
function forecastsOf(answered: readonly Answered[], dataset: Dataset, count: number): Calibration['forecasts'] {
  const { series } = dataset.pipeline;
  if (series === undefined || series.horizon === 0) return undefined;
  const every = Math.max(1, Math.ceil(count / VALIDATION));
  const rows = dataset.indices('validation').filter((_, i) => i % every === 0);
  const numbers = answered.filter(({ target }) => target.task === 'regression');
  const windows = { columns: dataset.body.columns, rows, targets: numbers.length };
  const found = numbers.flatMap(one => {
    const record = forecastRecord({ ...one, ...windows }, series);
    return record ? [[one.target.name, record] as const] : [];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
