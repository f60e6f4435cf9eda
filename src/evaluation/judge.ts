import { largest, ownUnit } from '../data/pipeline/decode';
import { encodeTarget, targetNumbers } from '../data/pipeline/target';
import type { TargetPipeline } from '../spec';

import type { Dataset } from '../values/dataset';
import { accuracyOf, classScores, confusionMatrix, logLoss, macroAverage, ratiosOf, rocAuc } from './classification';
import { notesOnMany, notesOnNumbers, notesOnTwo } from './notes';
import { probabilities as ofBoth } from './probabilities';
import { meanAbsoluteError, r2Score, rootMeanSquaredError, toleranceOf } from './regression';
import type { Scores } from './types';

/** The actual values of rows and their predictions, in the form in which evaluation compares them. */
export interface Judge {
  /** `values` [rows, width]: probabilities, or numbers as the network returns them */
  score(values: Float32Array, width: number): Scores;
  /** The same for the baseline of the training rows. */
  baseline(): Scores;
}

/** The judge of a target on `rows`; `trainRows` are only for the baseline. */
export function judgeOf(target: TargetPipeline, dataset: Dataset, rows: Int32Array, trainRows: Int32Array): Judge {
  if (target.task === 'regression') return judgeNumbers(target, dataset, rows, trainRows);
  if (target.task === 'multi-label') return judgeLabels(target, dataset, rows, trainRows);
  return judgeClasses(target, dataset, rows, trainRows);
}

/**
 * accuracy, log_loss; with two classes roc_auc, and precision, recall and f1 of the positive one; with more, their
 * macro averages. The baseline predicts the most frequent class of the training rows, with each class's frequency as
 * its probability (scikit-learn's DummyClassifier, strategy prior).
 */
function judgeClasses(target: TargetPipeline, dataset: Dataset, rows: Int32Array, trainRows: Int32Array): Judge {
  const labels = target.classes!;
  const count = labels.length;
  const actual = encodeTarget(target, 'index', dataset, rows).data;
  const score = (probabilities: Float32Array): Scores => {
    const predicted = actual.map((_, i) => largest(probabilities.subarray(i * count, (i + 1) * count)));
    const matrix = confusionMatrix(actual, predicted, count);
    const classes = classScores(matrix, labels);
    const isBinary = count === 2;
    const { precision, recall, f1 } = isBinary ? ratiosOf(matrix, 1) : macroAverage(classes, matrix);
    const auc =
      isBinary &&
      rocAuc(
        actual,
        probabilities.filter((_, i) => i % 2 === 1),
      );
    const metrics = defined({
      accuracy: accuracyOf(matrix),
      precision,
      recall,
      f1,
      log_loss: logLoss(actual, probabilities, count),
      ...(auc !== false && { roc_auc: auc }),
    });
    const called = labels.map((_, c) => matrix.reduce((sum, row) => sum + row[c]!, 0));
    const notes = isBinary
      ? notesOnTwo(labels, { called: called[1]!, support: classes[1]!.support, rows: rows.length })
      : notesOnMany(classes, called);
    const right = Float64Array.from(actual, (code, i) => Number(code === predicted[i]));
    return { metrics, confusion: { labels, matrix }, classes, right, notes };
  };
  return {
    score: (values, width) => score(ofBoth(target, values, width)),
    baseline() {
      const shares = new Float32Array(count);
      for (const code of encodeTarget(target, 'index', dataset, trainRows).data) shares[code]! += 1 / trainRows.length;
      return score(repeated(shares, rows.length));
    },
  };
}

/** mae, rmse, r2 in the target's own unit. The baseline is the mean of the training rows. */
function judgeNumbers(target: TargetPipeline, dataset: Dataset, rows: Int32Array, trainRows: Int32Array): Judge {
  const numbers = (of: Int32Array): Float64Array => targetNumbers(target, dataset, of);
  const actual = numbers(rows);
  const width = actual.length / rows.length;
  const score = (predicted: Float64Array): Scores => {
    const column = (values: Float64Array, k: number) => values.filter((_, i) => i % width === k);
    const r2 = Array.from({ length: width }, (_, k) => r2Score(column(actual, k), column(predicted, k)));
    const metrics = defined({
      mae: meanAbsoluteError(actual, predicted),
      rmse: rootMeanSquaredError(actual, predicted),
      r2: r2.reduce((a, b) => a + b, 0) / width,
    });
    return { metrics, right: rightness(actual, predicted, width), notes: notesOnNumbers(actual, rows.length) };
  };
  return {
    score(values) {
      const own = ownUnit(target);
      return score(Float64Array.from(values, (value, i) => own(value, i % width)));
    },
    baseline() {
      const learned = numbers(trainRows);
      // From the first row on, so that the mean of equal numbers is that number.
      const means = learned.slice(0, width);
      learned.forEach((value, i) => {
        means[i % width]! += (value - learned[i % width]!) / trainRows.length;
      });
      return score(Float64Array.from(actual, (_, i) => means[i % width]!));
    },
  };
}

/** accuracy (all labels of a row right) and macro averages. The baseline gives each label its more frequent value. */
function judgeLabels(target: TargetPipeline, dataset: Dataset, rows: Int32Array, trainRows: Int32Array): Judge {
  const labels = target.classes!;
  const count = labels.length;
  const actual = encodeTarget(target, 'number', dataset, rows).data;
  const score = (values: Float32Array): Scores => {
    const predicted = values.map(value => Number(value >= 0.5));
    const classes = labels.map((label, k) => {
      const column = (all: ArrayLike<number>) => Array.from(rows, (_, row) => all[row * count + k]!);
      return { ...classScores(confusionMatrix(column(actual), column(predicted), 2), ['', label])[1]!, label };
    });
    const isRight = (_: number, row: number) =>
      labels.every((_, k) => actual[row * count + k] === predicted[row * count + k]);
    const average = (key: 'precision' | 'recall' | 'f1') => classes.reduce((a, c) => a + c[key], 0) / count;
    const accuracy = rows.reduce((sum, _, row) => sum + Number(isRight(0, row)), 0) / rows.length;
    const share = (row: number) =>
      labels.reduce((sum, _, k) => sum + Number(actual[row * count + k] === predicted[row * count + k]), 0) / count;
    const called = labels.map((_, k) => predicted.reduce((sum, p, i) => sum + (i % count === k ? p : 0), 0));
    return {
      metrics: { accuracy, precision: average('precision'), recall: average('recall'), f1: average('f1') },
      classes,
      right: Float64Array.from(rows, (_, row) => share(row)),
      notes: notesOnMany(classes, called),
    };
  };
  return {
    score,
    baseline() {
      const shares = new Float32Array(count);
      encodeTarget(target, 'number', dataset, trainRows).data.forEach((value: number, i: number) => {
        shares[i % count]! += value / trainRows.length;
      });
      return score(repeated(shares, rows.length));
    },
  };
}

/** The score of each row: minus its mean squared error, in a unit in which no square exceeds float64. */
function rightness(actual: Float64Array, predicted: Float64Array, width: number): Float64Array {
  const center = actual.reduce((sum, value) => sum + value / actual.length, 0);
  const unit = actual.reduce((most, value) => Math.max(most, Math.abs(value - center)), 0) || 1;
  const met = Array.from({ length: width }, (_, k) => toleranceOf(actual.filter((_, i) => i % width === k)));
  const right = new Float64Array(actual.length / width);
  actual.forEach((value, i) => {
    const error = Math.abs(value - predicted[i]!);
    if (error > met[i % width]!) right[Math.floor(i / width)]! -= (error / unit) ** 2 / width;
  });
  return right;
}

const repeated = (values: Float32Array, times: number): Float32Array =>
  Float32Array.from({ length: values.length * times }, (_, i) => values[i % values.length]!);

/** Without the metrics that are not defined on these rows. */
const defined = (metrics: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(metrics).filter(([, value]) => !Number.isNaN(value)));
