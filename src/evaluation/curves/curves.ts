import type { CurvePoint } from '../../spec';
import type { Ranking } from './ranking';

/**
 * [false positive rate, true positive rate], from (0, 0) on, without points on a straight line between others. Source:
 * sklearn.metrics.roc_curve. Empty if a class is absent.
 */
export function rocCurve({ rows, positives, hits, falseAlarms }: Ranking): CurvePoint[] {
  const negatives = rows - positives;
  if (positives === 0 || negatives === 0) return [];
  const isStraight = (values: Float64Array, i: number) => values[i + 1]! - values[i]! === values[i]! - values[i - 1]!;
  const points: CurvePoint[] = [[0, 0]];
  for (let i = 0; i < hits.length; i++) {
    const isInner = i > 0 && i < hits.length - 1;
    if (isInner && isStraight(hits, i) && isStraight(falseAlarms, i)) continue;
    points.push([falseAlarms[i]! / negatives, hits[i]! / positives]);
  }
  return points;
}

/** [recall, precision], from recall 1 to the end (0, 1). Source: sklearn.metrics.precision_recall_curve. */
export function precisionRecallCurve({ positives, hits, falseAlarms }: Ranking): CurvePoint[] {
  if (positives === 0) return [];
  const points: CurvePoint[] = [[0, 1]];
  hits.forEach((hit, i) => {
    points.push([hit / positives, hit / (hit + falseAlarms[i]!)]);
  });
  return points.reverse();
}

/** Σ (Rᵢ − Rᵢ₋₁)·Pᵢ; NaN without positives. Source: sklearn.metrics.average_precision_score. */
export function averagePrecision({ positives, hits, falseAlarms }: Ranking): number {
  if (positives === 0) return Number.NaN;
  let area = 0;
  let before = 0;
  hits.forEach((hit, i) => {
    area += ((hit - before) / positives) * (hit / (hit + falseAlarms[i]!));
    before = hit;
  });
  return area;
}

/** Area under the ROC curve by the trapezoidal rule; NaN if a class is absent. Source: sklearn.metrics.roc_auc_score. */
export function rocArea({ rows, positives, hits, falseAlarms }: Ranking): number {
  const pairs = positives * (rows - positives);
  let area = 0;
  for (let i = 0; i < hits.length; i++) {
    const [hit, alarm] = i === 0 ? [0, 0] : [hits[i - 1]!, falseAlarms[i - 1]!];
    area += ((falseAlarms[i]! - alarm) * (hits[i]! + hit)) / 2;
  }
  return pairs === 0 ? Number.NaN : area / pairs;
}

/**
 * [share of the rows, lift]: among this share of the rows, those with the highest scores, the class is this many times
 * as frequent as among all rows. Empty without positives.
 */
export function liftCurve({ rows, positives, hits, falseAlarms }: Ranking): CurvePoint[] {
  if (positives === 0) return [];
  return Array.from(hits, (hit, i): CurvePoint => {
    const share = (hit + falseAlarms[i]!) / rows;
    return [share, hit / positives / share];
  });
}

/** Points of a curve in a report. Areas are computed before. */
const MOST_POINTS = 200;

/** At most 200 of the points, with the first and the last, evenly spaced along the curve. */
export function thinned(points: readonly CurvePoint[], most = MOST_POINTS): readonly CurvePoint[] {
  if (points.length <= most) return points;
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const span = (values: readonly number[]) =>
    values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b)) || 1;
  const [width, height] = [span(xs), span(ys)];
  const lengths = [0];
  for (let i = 1; i < points.length; i++)
    lengths.push(lengths[i - 1]! + Math.abs(xs[i]! - xs[i - 1]!) / width + Math.abs(ys[i]! - ys[i - 1]!) / height);
  const step = lengths.at(-1)! / (most - 1);
  const kept: CurvePoint[] = [];
  for (let i = 0; i < points.length - 1 && kept.length < most - 1; i++)
    if (lengths[i]! >= kept.length * step) kept.push(points[i]!);
  return [...kept, points.at(-1)!];
}
