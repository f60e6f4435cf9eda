import type { Fitted, Matrix } from './logistic';

/**
 * Least squares with ‖w‖² as penalty and a free intercept. `y` [rows, outputs], row-major. Source:
 * sklearn.linear_model.Ridge(alpha=1).
 */
export function fitRidge({ data, rows, width }: Matrix, y: ArrayLike<number>): Fitted {
  const outputs = y.length / rows;
  const xMean = means(data, rows, width);
  const yMean = means(y, rows, outputs);
  const gram = new Float64Array(width * width);
  const moments = new Float64Array(width * outputs);
  const centered = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) centered[i] = data[row * width + i]! - xMean[i]!;
    for (let i = 0; i < width; i++) {
      const value = centered[i]!;
      if (value === 0) continue;
      for (let j = 0; j <= i; j++) gram[i * width + j]! += value * centered[j]!;
      for (let k = 0; k < outputs; k++) moments[i * outputs + k]! += value * (y[row * outputs + k]! - yMean[k]!);
    }
  }
  for (let i = 0; i < width; i++) gram[i * width + i]! += 1;
  const weights = solved(gram, moments, width, outputs);
  return ({ data, rows }) => {
    const out = new Float64Array(rows * outputs);
    for (let row = 0; row < rows; row++)
      for (let k = 0; k < outputs; k++) {
        let sum = yMean[k]!;
        for (let i = 0; i < width; i++) sum += (data[row * width + i]! - xMean[i]!) * weights[i * outputs + k]!;
        out[row * outputs + k] = sum;
      }
    return out;
  };
}

function means(data: ArrayLike<number>, rows: number, width: number): Float64Array {
  const mean = new Float64Array(width);
  for (let i = 0; i < rows * width; i++) mean[i % width]! += data[i]! / rows;
  return mean;
}

/** Solves A·X = B for a positive definite A, given its lower half, by Cholesky decomposition, in place. */
function solved(a: Float64Array, b: Float64Array, size: number, columns: number): Float64Array {
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = a[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * size + k]! * a[j * size + k]!;
      a[i * size + j] = i === j ? Math.sqrt(sum) : sum / a[j * size + j]!;
    }
  for (let c = 0; c < columns; c++) {
    for (let i = 0; i < size; i++) {
      let sum = b[i * columns + c]!;
      for (let k = 0; k < i; k++) sum -= a[i * size + k]! * b[k * columns + c]!;
      b[i * columns + c] = sum / a[i * size + i]!;
    }
    for (let i = size - 1; i >= 0; i--) {
      let sum = b[i * columns + c]!;
      for (let k = i + 1; k < size; k++) sum -= a[k * size + i]! * b[k * columns + c]!;
      b[i * columns + c] = sum / a[i * size + i]!;
    }
  }
  return b;
}
