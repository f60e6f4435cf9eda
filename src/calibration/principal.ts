import { uniformSequence } from '../graph';

/** Rows of numbers, [rows × width], row-major. */
export interface Matrix {
  readonly data: Float32Array;
  readonly width: number;
}
export const rowsOf = ({ data, width }: Matrix): number => (width === 0 ? 0 : data.length / width);

export interface PrincipalComponents {
  readonly mean: Float64Array;
  /** [count × width], orthonormal, of descending variance */
  readonly directions: Float64Array;
  /** the variance along each direction */
  readonly variances: Float64Array;
}

/** The directions of largest variance converge first; the others need only span the rest. */
const ITERATIONS = 30;

/** The directions in which rows vary most, by orthogonal iteration on their covariance. Source: Golub and Van Loan, 8.2. */
export function principalComponents(rows: Matrix, most: number): PrincipalComponents {
  const { width } = rows;
  const count = Math.min(most, width);
  const { mean, covariance } = covarianceOf(rows);
  const uniform = uniformSequence(1);
  let directions = Float64Array.from({ length: count * width }, () => uniform() - 0.5);
  orthonormalize(directions, count, width);
  for (let i = 0; i < ITERATIONS; i++) {
    directions = timesSymmetric(directions, covariance, count, width);
    orthonormalize(directions, count, width);
  }
  const moved = timesSymmetric(directions, covariance, count, width);
  const variances = Float64Array.from({ length: count }, (_, k) => Math.max(0, dot(directions, moved, k, k, width)));
  return { mean, directions, variances };
}

function covarianceOf(rows: Matrix): { mean: Float64Array; covariance: Float64Array } {
  const { data, width } = rows;
  const count = rowsOf(rows);
  const mean = new Float64Array(width);
  for (let i = 0; i < data.length; i++) mean[i % width]! += data[i]! / count;
  const covariance = new Float64Array(width * width);
  const centered = new Float64Array(width);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < width; i++) centered[i] = data[row * width + i]! - mean[i]!;
    for (let i = 0; i < width; i++) {
      const value = centered[i]! / count;
      if (value === 0) continue; // many features are 0 after relu
      for (let j = 0; j <= i; j++) covariance[i * width + j]! += value * centered[j]!;
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) covariance[j * width + i] = covariance[i * width + j]!;
  return { mean, covariance };
}

/** Every row of `rows` [count × width] times the matrix [width × width]. */
function timesSymmetric(
  rows: Float64Array,
  matrix: Float64Array,
  count: number,
  width: number,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(count * width);
  for (let k = 0; k < count; k++)
    for (let i = 0; i < width; i++) {
      const value = rows[k * width + i]!;
      if (value === 0) continue;
      for (let j = 0; j < width; j++) out[k * width + j]! += value * matrix[i * width + j]!;
    }
  return out;
}

/** Gram–Schmidt, row by row; a row that depends linearly on those before it becomes 0. */
function orthonormalize(rows: Float64Array, count: number, width: number): void {
  for (let k = 0; k < count; k++) {
    const before = Math.sqrt(dot(rows, rows, k, k, width));
    for (let twice = 0; twice < 2; twice++)
      for (let other = 0; other < k; other++) {
        const share = dot(rows, rows, k, other, width);
        for (let i = 0; i < width; i++) rows[k * width + i]! -= share * rows[other * width + i]!;
      }
    const length = Math.sqrt(dot(rows, rows, k, k, width));
    const scale = length > 1e-10 * before ? 1 / length : 0;
    for (let i = 0; i < width; i++) rows[k * width + i]! *= scale;
  }
}

function dot(a: Float64Array, b: Float64Array, row: number, other: number, width: number): number {
  let sum = 0;
  for (let i = 0; i < width; i++) sum += a[row * width + i]! * b[other * width + i]!;
  return sum;
}
