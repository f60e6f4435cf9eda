import { cast, reshape, size, sizeOf, square, sub, sum } from '../../graph';
import { metric } from '../entry';
import { aligned, meanOfDefined, vector } from '../lib/losses/per-sample';

/**
 * 1 − Σ(y − p)² / Σ(y − mean)²: 1 is perfect, 0 as good as the mean. With several outputs, their mean. A constant
 * target gives 1 if it is met, else 0, as in scikit-learn. The sums are float32 within a batch, so pass standardized
 * targets (R² is the same in every unit). Source: keras.metrics.R2Score, sklearn.metrics.r2_score.
 */
export default metric('r2', {
  className: 'R2Score',
  judges: 'numbers',
  better: 'higher',
  needs: 'two rows',
  scaleFree: true,
  partials: (target, prediction) => {
    const rows = prediction.shape[0]!;
    const columns = [rows, prediction.shape.length === 1 ? 1 : (size(prediction.shape.slice(1)) as number)];
    const y = reshape(aligned(target, prediction), columns);
    const p = reshape(prediction, columns);
    return vector(sum(y, [0]), sum(square(y), [0]), sum(square(sub(y, p)), [0]), cast(sizeOf(rows), 'float32'));
  },
  /** sums: Σy, Σy², Σ(y − p)² for each output, then the number of rows */
  result: sums => {
    const width = (sums.length - 1) / 3;
    const rows = sums[3 * width]!;
    if (rows < 2) return Number.NaN;
    const score = (i: number): number => {
      const total = sums[width + i]! - sums[i]! ** 2 / rows;
      const error = sums[2 * width + i]!;
      // the float32 rounding of the variance of a constant target
      if (total <= 1e-6 * sums[width + i]!) return error <= 1e-6 * Math.max(sums[width + i]!, 1e-30) ? 1 : 0;
      return 1 - error / total;
    };
    return meanOfDefined(Array.from({ length: width }, (_, i) => score(i)));
  },
});
