import type { Novelty } from '../spec';
import { centersOf, nearest } from './groups';
import { type Matrix, principalComponents, rowsOf } from './principal';
import { conformityScores } from './scores';

/** Small, so that a prediction costs little more; measured with digits against other pictures (docs/design.md). */
const [COMPONENTS, CENTERS] = [32, 256];

/** With more features, the covariance would take gigabytes and minutes. */
const MOST_FEATURES = 4096;

/**
 * Fits the measure of novelty: how far a row is from the training rows. `others`: rows that are not among `rows`; their
 * distances are taken as usual. Null where there are too few rows or too many features, where nothing varies, or where
 * a feature is NaN.
 */
export function fitNovelty(rows: Matrix, others: Matrix): Novelty | null {
  if (rowsOf(rows) < 2 || rowsOf(others) < 1 || rows.width > MOST_FEATURES) return null;
  if (![rows, others].every(({ data }) => data.every(Number.isFinite))) return null;
  const { mean, directions, variances } = principalComponents({ ...rows, data: rows.data.map(root) }, COMPONENTS);
  const average = variances.reduce((a, b) => a + b, 0) / variances.length;
  if (!(average > 0)) return null;
  const { width } = rows;
  const components = variances.length;
  const projection = Float64Array.from({ length: width * components }, (_, at) => {
    const [i, k] = [Math.floor(at / components), at % components];
    return directions[k * width + i]! / Math.sqrt(average);
  });
  const centers = centersOf(projected(rows, mean, projection), components, CENTERS);
  const found = projected(others, mean, projection);
  const squares = Float64Array.from(
    { length: rowsOf(others) },
    (_, row) => nearest(found, row * components, centers, components).square,
  );
  return {
    ...{ mean: short(mean), projection: short(projection), centers: short(centers), components },
    scores: conformityScores(squares),
  };
}

/**
 * The signed square root: otherwise a few very large features would decide alone how far apart rows are. The same as in
 * `confidenceHead`.
 */
const root = (value: number): number => Math.sign(value) * Math.sqrt(Math.abs(value));

/** The components of rows, [rows × components]. */
export function componentsOf(rows: Matrix, { mean, projection }: Pick<Novelty, 'mean' | 'projection'>): Float64Array {
  return projected(rows, mean, projection);
}

function projected(rows: Matrix, mean: ArrayLike<number>, projection: ArrayLike<number>): Float64Array {
  const { data, width } = rows;
  const components = projection.length / width;
  const out = new Float64Array(rowsOf(rows) * components);
  for (let row = 0; row * width < data.length; row++)
    for (let i = 0; i < width; i++) {
      const value = root(data[row * width + i]!) - mean[i]!;
      for (let k = 0; k < components; k++) out[row * components + k]! += value * projection[i * components + k]!;
    }
  return out;
}

/** They are used in float32: more digits would only make the file longer. */
const short = (numbers: Float64Array): number[] => Array.from(numbers, value => Number(value.toPrecision(8)));
