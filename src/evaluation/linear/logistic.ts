import { type Limits, minimize } from './minimize';

/** Rows of numbers, row-major. */
export interface Matrix {
  readonly data: ArrayLike<number>;
  readonly rows: number;
  readonly width: number;
}

/** Predicts the rows of a matrix: probabilities [rows, classes], or numbers [rows, outputs]. */
export type Fitted = (x: Matrix) => Float64Array;

/**
 * Logistic regression, multinomial, with ½‖w‖² as its penalty. `classes`: 2 or more; `actual`: 0 … classes − 1. Source:
 * sklearn.linear_model.LogisticRegression(C=1).
 */
export function fitLogistic(x: Matrix, actual: ArrayLike<number>, classes: number, limits: Limits): Fitted {
  const outputs = classes === 2 ? 1 : classes; // of two classes, only the second has weights
  const { rows, width, data } = x;
  const stride = width + 1; // the last weight is the intercept
  const weights = minimize(
    (w, gradient) => {
      gradient.fill(0);
      let loss = 0;
      const p = new Float64Array(outputs);
      for (let row = 0; row < rows; row++) {
        scores(w, data, row * width, width, p);
        loss += probabilities(p, actual[row]!);
        for (let k = 0; k < outputs; k++) {
          const isIt = outputs === 1 ? actual[row] === 1 : actual[row] === k;
          const error = p[k]! - Number(isIt);
          const from = k * stride;
          for (let i = 0; i < width; i++) gradient[from + i]! += error * data[row * width + i]!;
          gradient[from + width]! += error;
        }
      }
      for (let k = 0; k < outputs; k++)
        for (let i = k * stride; i < k * stride + width; i++) {
          loss += (w[i]! * w[i]!) / 2;
          gradient[i]! += w[i]!;
        }
      return loss;
    },
    outputs * stride,
    limits,
  );
  return ({ data, rows }) => {
    const out = new Float64Array(rows * classes);
    const p = new Float64Array(outputs);
    for (let row = 0; row < rows; row++) {
      scores(weights, data, row * width, width, p);
      probabilities(p, 0);
      out.set(outputs === 1 ? [1 - p[0]!, p[0]!] : p, row * classes);
    }
    return out;
  };
}

function scores(w: Float64Array, data: ArrayLike<number>, from: number, width: number, out: Float64Array): void {
  for (let k = 0; k < out.length; k++) {
    const at = k * (width + 1);
    let sum = w[at + width]!;
    for (let i = 0; i < width; i++) sum += w[at + i]! * data[from + i]!;
    out[k] = sum;
  }
}

/** Replaces scores by probabilities in place; returns −log p(actual). One score: that of the second of two classes. */
function probabilities(z: Float64Array, actual: number): number {
  if (z.length === 1) {
    const score = z[0]!;
    z[0] = 1 / (1 + Math.exp(-score));
    const away = actual === 1 ? -score : score;
    return away > 0 ? away + Math.log1p(Math.exp(-away)) : Math.log1p(Math.exp(away));
  }
  const most = z.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const own = z[actual]!;
  let sum = 0;
  for (let k = 0; k < z.length; k++) {
    z[k] = Math.exp(z[k]! - most);
    sum += z[k]!;
  }
  for (let k = 0; k < z.length; k++) z[k]! /= sum;
  return Math.log(sum) + most - own;
}
