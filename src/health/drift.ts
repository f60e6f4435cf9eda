import { chiSquareAbove } from '../data-report/drift';
import { binOf, countsOf, medianOf, type TrainingColumn } from './columns';

/** From this index on, a column is said to have drifted: the usual bound of credit scoring. */
export const DRIFTED = 0.2;
/** Below this index, it no longer has; between the two bounds its state does not change. */
export const STABLE = 0.1;
/** The probability with which any of the columns may exceed its bound by chance. */
const CHANCE = 0.01;
/** The least records for a comparison. */
export const LEAST_RECORDS = 50;

/** How the recent records differ from the training rows in one column. */
export interface Drift {
  readonly column: string;
  /** the population stability index */
  readonly psi: number;
  /** is the index large, and more than chance explains? */
  readonly drifted: boolean;
  /** the change of the values that add most to the index, for people; null: none */
  readonly change: Change | null;
}
/** A median, or the share of some values: a range of numbers, a label, rare labels, or what is missing. */
export interface Change {
  readonly what: 'median' | 'range' | 'label' | 'others' | 'missing';
  /** of `range` and `label` */
  readonly label?: string;
  readonly before: number;
  readonly now: number;
}

/**
 * The population stability index Σ (p − q) · ln(p / q) over the bins of a column. A share below that of one row is not
 * known, and counts as one row. If both are drawn from one distribution it is nearly χ² · (1/n + 1/m) with bins − 1
 * degrees of freedom (Yurdakul and Naranjo 2020, Statistical properties of the population stability index): with few
 * rows of training, a large index may mean nothing. `among`: columns that are compared at the same time.
 */
export function driftOf(column: TrainingColumn, values: Float64Array, among: number): Drift {
  const counts = countsOf(column, values);
  const rows = column.counts.reduce((sum, n) => sum + n, 0);
  const least = 1 / Math.min(rows, values.length);
  const share = (n: number, all: number): number => Math.max(n / all, least);
  const parts = counts.map((n, bin) => {
    const [now, before] = [share(n, values.length), share(column.counts[bin]!, rows)];
    return n + column.counts[bin]! === 0 ? 0 : (now - before) * Math.log(now / before);
  });
  const psi = parts.reduce((sum, part) => sum + part, 0);
  const degrees = counts.filter((n, bin) => n + column.counts[bin]! > 0).length - 1;
  const chance = degrees < 1 ? 1 : chiSquareAbove(psi / (1 / values.length + 1 / rows), degrees);
  const drifted = values.length >= LEAST_RECORDS && psi >= DRIFTED && chance < CHANCE / Math.max(1, among);
  const bin = parts.reduce((best, part, bin) => (part > parts[best]! ? bin : best), 0);
  const shares = [column.counts[bin]! / rows, counts[bin]! / values.length] as const;
  return { column: column.name, psi, drifted, change: parts[bin]! > 0 ? changeOf(column, bin, shares, values) : null };
}

function changeOf(
  column: TrainingColumn,
  bin: number,
  [before, now]: readonly [number, number],
  values: Float64Array,
): Change {
  if (bin === column.counts.length - 1) return { what: 'missing', before, now };
  if (column.kind === 'labels') {
    const label = column.labels[bin];
    return label === undefined ? { what: 'others', before, now } : { what: 'label', label, before, now };
  }
  const median = medianOf(values.filter(value => !Number.isNaN(value)).sort());
  // The median is the same, so the values have spread.
  if (median !== null && binOf(column, median) !== binOf(column, column.median))
    return { what: 'median', before: column.median, now: median };
  const [low, high] = [column.edges[bin - 1], column.edges[bin]].map(edge => edge && Number(edge.toPrecision(4)));
  const label = low === undefined ? `< ${high}` : high === undefined ? `≥ ${low}` : `${low} … ${high}`;
  return { what: 'range', label, before, now };
}
