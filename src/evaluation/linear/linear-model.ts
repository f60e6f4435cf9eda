import { encodeFeatures } from '../../data/pipeline/encode';
import { encodeTarget } from '../../data/pipeline/target';
import type { LinearModel, Pipeline, TargetPipeline } from '../../spec';
import type { Dataset } from '../../values/dataset';

import { type Fitted, fitLogistic, type Matrix } from './logistic';
import { fitRidge } from './ridge';

/** The answers of a linear model to rows of a dataset, in the form of a network's output. */
export interface LinearAnswers extends Pick<LinearModel, 'kind' | 'rows'> {
  readonly values: Float32Array;
}

/** The most multiply-adds for fitting: some seconds. */
const MOST_WORK = 3e9;
const ITERATIONS = 150;
/** It is fitted only if there are this many rows per input. */
const ROWS_PER_INPUT = 3;

/**
 * A linear model on the same preparation as the network: logistic regression for classes and labels, ridge regression
 * for numbers, fitted on the training rows, evenly sampled if there are too many. null: nothing to fit it on, or it
 * would take too long.
 */
export function linearAnswers(
  pipeline: Pipeline,
  target: TargetPipeline,
  dataset: Dataset,
  trainRows: Int32Array,
  rows: Int32Array,
): LinearAnswers | null {
  if (trainRows.length === 0 || pipeline.features.length === 0) return null;
  const width = pipeline.features.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const outputs = target.task === 'binary' ? 1 : (target.classes?.length ?? target.shape.reduce((a, b) => a * b, 1));
  const isNumber = target.task === 'regression';
  const workOfRow = isNumber ? (width * width) / 2 + width * outputs : 3 * width * outputs * ITERATIONS;
  const affordable = Math.floor((isNumber ? MOST_WORK - width ** 3 / 6 : MOST_WORK) / workOfRow);
  if (affordable < Math.min(trainRows.length, ROWS_PER_INPUT * width)) return null;
  const picked = evenly(trainRows, affordable);
  const matrix = (of: Int32Array): Matrix => ({
    data: encodeFeatures(pipeline, null, dataset, of).data,
    rows: of.length,
    width,
  });
  const fitted = fittedOn(target, dataset, picked, matrix(picked));
  const kind = isNumber ? 'ridge regression' : 'logistic regression';
  return { kind, rows: picked.length, values: Float32Array.from(fitted(matrix(rows))) };
}

function fittedOn(target: TargetPipeline, dataset: Dataset, rows: Int32Array, x: Matrix): Fitted {
  const limits = { iterations: ITERATIONS, gradient: 1e-6 * rows.length };
  if (target.task === 'regression') return fitRidge(x, encodeTarget(target, 'number', dataset, rows).data);
  const count = target.classes!.length;
  if (target.task !== 'multi-label')
    return fitLogistic(x, encodeTarget(target, 'index', dataset, rows).data, count, limits);
  const labels = encodeTarget(target, 'number', dataset, rows).data;
  const each = Array.from({ length: count }, (_, k) =>
    fitLogistic(
      x,
      labels.filter((_: number, i: number) => i % count === k),
      2,
      limits,
    ),
  );
  return x => {
    const out = new Float64Array(x.rows * count);
    each.forEach((one, k) => {
      one(x).forEach((p, i) => {
        if (i % 2 === 1) out[((i - 1) / 2) * count + k] = p;
      });
    });
    return out;
  };
}

function evenly(rows: Int32Array, most: number): Int32Array {
  if (rows.length <= most) return rows;
  return Int32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]!);
}
