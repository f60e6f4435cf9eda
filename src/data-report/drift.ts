import { normalAbove } from '../evaluation/slices/chance';
import { chiSquare } from './association';
import type { Classes, Series } from './series';

/** The difference between the distributions of a column in two sets of rows. */
export interface Difference {
  /** 0 … 1 */
  readonly distance: number;
  /** the probability of at least this distance if both are drawn from one distribution */
  readonly chance: number;
}

/** Two samples of one column, without missing values. null: one of them is empty. */
export function differenceOf(a: Series, b: Series): Difference | null {
  if (a.kind === 'numbers' && b.kind === 'numbers') return kolmogorovSmirnov(known(a.values), known(b.values));
  return a.kind === 'classes' && b.kind === 'classes' ? ofCounts(a, b) : null;
}

const known = (values: Float64Array): Float64Array => values.filter(value => !Number.isNaN(value)).sort();

/** The largest distance of the two distribution functions; ascending numbers. Source: scipy.stats.ks_2samp. */
function kolmogorovSmirnov(a: Float64Array, b: Float64Array): Difference | null {
  if (a.length === 0 || b.length === 0) return null;
  let [i, j, distance] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  const rows = (a.length * b.length) / (a.length + b.length);
  return { distance, chance: kolmogorovAbove(distance * (Math.sqrt(rows) + 0.12 + 0.11 / Math.sqrt(rows))) };
}

/** The survival function of Kolmogorov's distribution. Source: Stephens 1970; Numerical Recipes, 14.3. */
function kolmogorovAbove(z: number): number {
  if (z < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) {
    const term = Math.exp(-2 * k * k * z * z);
    sum += k % 2 === 1 ? term : -term;
    if (term < 1e-16) break;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}

/** The total variation distance of the shares, and the χ² test of homogeneity. */
function ofCounts(a: Classes, b: Classes): Difference | null {
  const width = a.labels.length;
  const table = new Float64Array(2 * width);
  const rows = new Float64Array(2);
  for (const [row, { codes }] of [a, b].entries())
    for (const code of codes)
      if (code >= 0) {
        table[row * width + code]!++;
        rows[row]!++;
      }
  const [first, second] = [rows[0]!, rows[1]!];
  if (first === 0 || second === 0) return null;
  const columns = new Float64Array(width).map((_, c) => table[c]! + table[width + c]!);
  let distance = 0;
  for (let c = 0; c < width; c++) distance += Math.abs(table[c]! / first - table[width + c]! / second) / 2;
  const degrees = columns.filter(count => count > 0).length - 1;
  if (degrees < 1) return { distance: 0, chance: 1 };
  return { distance, chance: chiSquareAbove(chiSquare(table, rows, columns, first + second), degrees) };
}

/** The survival function of χ², by a cube root that is nearly normal. Source: Wilson and Hilferty 1931. */
export function chiSquareAbove(value: number, degrees: number): number {
  const spread = 2 / (9 * degrees);
  return normalAbove(((value / degrees) ** (1 / 3) - (1 - spread)) / Math.sqrt(spread));
}
