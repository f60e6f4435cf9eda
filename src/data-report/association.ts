import type { Association } from '../spec';
import { type Classes, complete, type Numbers, type Series } from './series';

/** The strength of the association of two columns, on the rows that have both; null where it is undefined. */
export function associationOf(a: Series, b: Series): Association | null {
  const [x, y] = complete(a, b);
  if (x.kind === 'numbers' && y.kind === 'numbers') return measured('pearson', pearson(x.values, y.values));
  if (x.kind === 'classes' && y.kind === 'classes') return measured('cramers v', cramersV(x, y));
  const [numbers, classes] = x.kind === 'numbers' ? [x, y as Classes] : [y as Numbers, x as Classes];
  return measured('correlation ratio', correlationRatio(numbers.values, classes));
}

const measured = (measure: Association['measure'], value: number): Association | null =>
  Number.isNaN(value) ? null : { measure, value };

/** Pearson's correlation coefficient, −1 … 1; NaN of a constant. Source: scipy.stats.pearsonr. */
export function pearson(x: Float64Array, y: Float64Array): number {
  const [dx, dy] = [centered(x), centered(y)];
  if (dx === null || dy === null) return Number.NaN;
  let product = 0;
  for (let i = 0; i < dx.length; i++) product += dx[i]! * dy[i]!;
  return Math.max(-1, Math.min(1, product));
}

/** Centered and divided by the norm; null for a constant, where only rounding is left. */
function centered(values: Float64Array): Float64Array | null {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += (values[i]! - mean) / (i + 1);
  const rest = values.map(value => value - mean);
  let largest = 0;
  for (const value of rest) largest = Math.max(largest, Math.abs(value));
  if (!(largest > 16 * Number.EPSILON * Math.abs(mean))) return null;
  let squares = 0;
  for (const value of rest) squares += (value / largest) ** 2; // avoids overflow with large numbers
  const norm = Math.sqrt(squares) * largest;
  return rest.map(value => value / norm);
}

/**
 * The correlation ratio of numbers in classes, 0 … 1: the root of the share of the variance between the classes,
 * corrected for what this many classes explain by chance. Source: Kelley 1935 (ε).
 */
export function correlationRatio(values: Float64Array, { codes, labels }: Classes): number {
  const rows = new Float64Array(labels.length);
  const means = new Float64Array(labels.length);
  let mean = 0;
  for (let i = 0; i < values.length; i++) {
    const code = codes[i]!;
    rows[code]!++;
    means[code]! += (values[i]! - means[code]!) / rows[code]!;
    mean += (values[i]! - mean) / (i + 1);
  }
  let [within, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    within += (values[i]! - means[codes[i]!]!) ** 2;
    total += (values[i]! - mean) ** 2;
  }
  const classes = rows.filter(count => count > 0).length;
  const n = values.length;
  if (total === 0 || classes < 2 || n <= classes) return Number.NaN;
  return Math.sqrt(Math.max(0, 1 - ((n - 1) / (n - classes)) * (within / total)));
}

/** Larger tables are not made: so many categories say little about each other. */
const MOST_CELLS = 4_000_000;

/**
 * Cramér's V of two categories, 0 … 1, corrected for what chance gives. Source: Bergsma 2013, "A bias-correction for Cramér's
 * V and Tschuprow's T".
 */
export function cramersV(a: Classes, b: Classes): number {
  const n = a.codes.length;
  const [width, height] = [b.labels.length, a.labels.length];
  if (n < 2 || width * height > MOST_CELLS) return Number.NaN;
  const table = new Float64Array(width * height);
  const [rows, columns] = [new Float64Array(height), new Float64Array(width)];
  for (let i = 0; i < n; i++) {
    const [r, c] = [a.codes[i]!, b.codes[i]!];
    table[r * width + c]!++;
    rows[r]!++;
    columns[c]!++;
  }
  const chi2 = chiSquare(table, rows, columns, n);
  const [r, k] = [rows, columns].map(counts => counts.filter(count => count > 0).length) as [number, number];
  if (r < 2 || k < 2) return Number.NaN;
  const phi = Math.max(0, chi2 / n - ((k - 1) * (r - 1)) / (n - 1));
  const least = Math.min(k - (k - 1) ** 2 / (n - 1), r - (r - 1) ** 2 / (n - 1)) - 1;
  return least <= 0 ? Number.NaN : Math.min(1, Math.sqrt(phi / least));
}

/** Pearson's χ² of a contingency table, row by row. Source: scipy.stats.chi2_contingency(correction=False). */
export function chiSquare(table: Float64Array, rows: Float64Array, columns: Float64Array, n: number): number {
  let sum = 0;
  for (let r = 0; r < rows.length; r++)
    for (let c = 0; c < columns.length; c++) {
      const expected = (rows[r]! * columns[c]!) / n;
      if (expected > 0) sum += (table[r * columns.length + c]! - expected) ** 2 / expected;
    }
  return sum;
}
