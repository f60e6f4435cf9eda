import type { CalibrationBin, CalibrationCurve } from '../../spec';

/** sklearn.calibration.calibration_curve has 5 by default; ten are usual for the error. */
const BINS = 10;

/**
 * Are probabilities right? Rows in bins of equal width by their probability: the mean probability, and the share of
 * rows for which it was right. error: the mean distance of the two, weighted by rows (expected calibration error).
 * Source: sklearn.calibration.calibration_curve (strategy uniform); Naeini, Cooper and Hauskrecht 2015.
 */
export function calibrationOf(cameTrue: ArrayLike<number>, probabilities: ArrayLike<number>): CalibrationCurve {
  const sums = Array.from({ length: BINS }, () => ({ probability: 0, trues: 0, rows: 0 }));
  for (let i = 0; i < probabilities.length; i++) {
    const sum = sums[binOf(probabilities[i]!)]!;
    sum.probability += probabilities[i]!;
    sum.trues += cameTrue[i]!;
    sum.rows++;
  }
  const bins = sums
    .filter(({ rows }) => rows > 0)
    .map(
      ({ probability, trues, rows }): CalibrationBin => ({ predicted: probability / rows, actual: trues / rows, rows }),
    );
  const error = bins.reduce((sum, { predicted, actual, rows }) => sum + rows * Math.abs(predicted - actual), 0);
  return { error: error / probabilities.length, bins };
}

/** A number on an edge belongs to the bin below it. */
function binOf(probability: number): number {
  let bin = 0;
  while (bin < BINS - 1 && probability > (bin + 1) * (1 / BINS)) bin++;
  return bin;
}
