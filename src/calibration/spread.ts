import type { Spread } from '../spec';

/**
 * The expected error of a row from its components: a ridge regression of the logarithm of errors. Intervals that follow
 * it are narrow where the model is good (normalized conformal prediction; Papadopoulos, Gammerman and Vovk 2008). The
 * calibration rows are the only ones that were not trained on. So the regression is fitted on four fifths of them at a
 * time and applied to the last fifth (cross-conformal; Vovk 2015).
 */
export interface FittedSpread {
  readonly spread: Spread;
  /** the factor of each row, from a regression that was not fitted on it */
  readonly factors: Float64Array;
}

const FOLDS = 5;
/** With fewer rows nothing can be fitted. */
const FEWEST = 100;
/** The candidates for the ridge penalty per row; the alternative is one width for all rows. */
const PENALTIES = [0.01, 0.1, 1];
/** The gain in likelihood per row below which all rows get the same width. */
const WORTHWHILE = 0.01;
/** Errors count as at least this share of the mean error: otherwise the logarithm of 0 would decide everything. */
const SMALLEST = 0.05;

/** `errors` ≥ 0 of each row; null: the same width for all rows is as good. */
export function fitSpread(errors: Float64Array, components: Float64Array): FittedSpread | null {
  const rows = errors.length;
  const width = components.length / Math.max(1, rows);
  const average = errors.reduce((a, b) => a + b, 0) / rows;
  if (rows < FEWEST || width === 0 || !(average > 0)) return null;
  const logs = errors.map(error => Math.log(Math.max(error / average, SMALLEST)));
  const scaled = errors.map(error => error / average);
  let best: { readonly penalty: number; readonly factors: Float64Array; readonly loss: number } | null = null;
  for (const penalty of PENALTIES) {
    const factors = new Float64Array(rows);
    for (let fold = 0; fold < FOLDS; fold++) {
      const fitted = ridge(logs, components, width, penalty, row => row % FOLDS !== fold);
      for (let row = fold; row < rows; row += FOLDS) factors[row] = factorOf(fitted, components, row * width);
    }
    const loss = lossOf(scaled, factors);
    if (best === null || loss < best.loss) best = { penalty, factors, loss };
  }
  if (best === null || best.loss > lossOf(scaled, new Float64Array(rows).fill(1)) - WORTHWHILE) return null;
  return { spread: ridge(logs, components, width, best.penalty, () => true), factors: best.factors };
}

/** The expected error of a row as a multiple of the mean. */
export function factorOf({ bias, weights, least, most }: Spread, components: ArrayLike<number>, from: number): number {
  let sum = bias;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * components[from + i]!;
  return Math.exp(Math.min(most, Math.max(least, sum)));
}

/**
 * The negative log-likelihood of the errors under Laplace distributions with these expectations, up to one common
 * factor.
 */
function lossOf(errors: Float64Array, factors: Float64Array): number {
  let [ratio, logs] = [0, 0];
  for (let i = 0; i < errors.length; i++) {
    ratio += errors[i]! / factors[i]!;
    logs += Math.log(factors[i]!);
  }
  return Math.log(ratio / errors.length) + logs / errors.length;
}

function ridge(
  logs: Float64Array,
  components: Float64Array,
  width: number,
  penalty: number,
  isTaken: (row: number) => boolean,
): Spread {
  const size = width + 1;
  const system = Array.from({ length: size }, () => new Float64Array(size + 1));
  let count = 0;
  const at = new Float64Array(size);
  at[width] = 1;
  for (let row = 0; row < logs.length; row++) {
    if (!isTaken(row)) continue;
    count++;
    for (let i = 0; i < width; i++) at[i] = components[row * width + i]!;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) system[i]![j]! += at[i]! * at[j]!;
      system[i]![size]! += at[i]! * logs[row]!;
    }
  }
  for (let i = 0; i < width; i++) system[i]![i]! += penalty * count;
  const solution = solved(system);
  const [weights, bias] = [Array.from(solution.subarray(0, width)), solution[width]!];
  const sums = Array.from(logs, (_, row) => {
    let sum = bias;
    for (let i = 0; i < width; i++) sum += weights[i]! * components[row * width + i]!;
    return sum;
  }).sort((a, b) => a - b);
  // Factors are clipped to the range of nearly all rows: extremes are no evidence of errors that large or small.
  const cut = Math.floor(sums.length / 50);
  return { bias, weights, least: sums[cut]!, most: sums[sums.length - 1 - cut]! };
}

/**
 * Solves a symmetric positive definite system, [n × (n + 1)] with the right-hand side last, by Gaussian elimination.
 */
function solved(system: readonly Float64Array[]): Float64Array {
  const size = system.length;
  for (let i = 0; i < size; i++)
    for (let below = i + 1; below < size; below++) {
      const factor = system[below]![i]! / system[i]![i]!;
      if (factor === 0) continue;
      for (let j = i; j <= size; j++) system[below]![j]! -= factor * system[i]![j]!;
    }
  const solution = new Float64Array(size);
  for (let i = size - 1; i >= 0; i--) {
    let value = system[i]![size]!;
    for (let j = i + 1; j < size; j++) value -= system[i]![j]! * solution[j]!;
    solution[i] = value / system[i]![i]!;
  }
  return solution;
}
