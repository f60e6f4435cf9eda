import type { ClassScores } from '../spec';

/** How often class i (row) was predicted as class j (column). Classes are numbers 0 … classes − 1. */
export function confusionMatrix(actual: ArrayLike<number>, predicted: ArrayLike<number>, classes: number): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < actual.length; i++) matrix[actual[i]!]![predicted[i]!]!++;
  return matrix;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const orZero = (value: number): number => (Number.isNaN(value) ? 0 : value);

/** A confusion matrix in shares of each actual class; 0 where it has no rows. Source: confusion_matrix(normalize='true'). */
export const sharesOf = (matrix: readonly (readonly number[])[]): number[][] =>
  matrix.map(row => row.map(count => ratio(count, sum(row))));

export function accuracyOf(matrix: readonly (readonly number[])[]): number {
  return ratio(sum(matrix.map((row, i) => row[i]!)), sum(matrix.map(sum)));
}

/** Precision, recall and F1 of a class; NaN if a denominator is 0, as in scikit-learn with zero_division=nan. */
export function ratiosOf(matrix: readonly (readonly number[])[], c: number) {
  const hits = matrix[c]![c]!;
  const support = sum(matrix[c]!);
  const called = sum(matrix.map(row => row[c]!));
  return { precision: hits / called, recall: hits / support, f1: (2 * hits) / (called + support), support };
}

/** Precision, recall and F1 of each class; 0 if a denominator is 0, as in scikit-learn with zero_division=0. */
export function classScores(matrix: readonly (readonly number[])[], labels: readonly string[]): ClassScores[] {
  return labels.map((label, c) => {
    const { precision, recall, f1, support } = ratiosOf(matrix, c);
    return { label, precision: orZero(precision), recall: orZero(recall), f1: orZero(f1), support };
  });
}

/** Unweighted mean over the classes that occur among the actual or predicted ones (scikit-learn's macro average). */
export function macroAverage(scores: readonly ClassScores[], matrix: readonly (readonly number[])[]) {
  const occurring = scores.filter((score, c) => score.support > 0 || matrix.some(row => row[c]! > 0));
  const average = (key: 'precision' | 'recall' | 'f1') => ratio(sum(occurring.map(s => s[key])), occurring.length);
  return { precision: average('precision'), recall: average('recall'), f1: average('f1') };
}

/** The machine epsilon of float32: scikit-learn clips float32 probabilities to this distance from 0 and 1. */
const EPSILON = 2 ** -23;

/** Mean of −log p(actual class). `probabilities` [rows, classes], row-major. */
export function logLoss(actual: ArrayLike<number>, probabilities: ArrayLike<number>, classes: number): number {
  let total = 0;
  for (let i = 0; i < actual.length; i++) {
    const p = probabilities[i * classes + actual[i]!]!;
    total -= Math.log(Math.min(Math.max(p, EPSILON), 1 - EPSILON));
  }
  return total / actual.length;
}

/**
 * Area under the ROC curve: the probability that a positive row scores above a negative one, ties counting half
 * (Mann-Whitney U). NaN if a class is absent.
 */
export function rocAuc(actual: ArrayLike<number>, scores: ArrayLike<number>): number {
  const order = Array.from({ length: actual.length }, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  let positives = 0;
  let ranks = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++;
    const rank = (from + 1 + to) / 2; // the mean rank of all ties
    for (let i = from; i < to; i++) {
      if (actual[order[i]!] !== 1) continue;
      positives++;
      ranks += rank;
    }
    from = Math.max(to, from + 1); // a NaN is not equal even to itself
  }
  const negatives = actual.length - positives;
  if (positives === 0 || negatives === 0) return Number.NaN;
  return Math.min(1, (ranks - (positives * (positives + 1)) / 2) / (positives * negatives));
}
