import { chiSquareAbove } from '../data-report/drift';
import { countsOf, medianOf, type TrainingColumn } from './columns';

/** From this index on a column is said to have drifted: the usual bound of credit scoring. */
export const DRIFTED = 0.2;
/** The probability that any of the columns exceeds its bound by chance. */
const CHANCE = 0.01;
/** Records that are compared at least. */
export const LEAST_RECORDS = 50;

/** How the records of late differ from the training rows in one column. */
export interface Drift {
  readonly column: string;
  /** the population stability index */
  readonly psi: number;
  /** is that much, and no matter of chance? */
  readonly drifted: boolean;
  /** what a reader understands: a median, or the share of one label, or of what is missing; null: alike */
  readonly change: Change | null;
}
export interface Change {
  readonly what: 'median' | 'label' | 'others' | 'missing';
  /** of `label` */
  readonly label?: string;
  readonly before: number;
  readonly now: number;
}

/**
 * The population stability index Σ (p − q) · ln(p / q) over the bins of a column, with half a row added to each bin. If
 * both are drawn from one distribution it is nearly χ² / (1/n + 1/m) with bins − 1 degrees of freedom (Yurdakul and
 * Naranjo 2020, Statistical properties of the population stability index): with few rows of training, a large index
 * may mean nothing. `among`: columns that are compared at the same time.
 */
export function driftOf(column: TrainingColumn, values: Float64Array, among: number): Drift {
  const counts = countsOf(column, values);
  const used = counts.map((_, bin) => bin).filter(bin => counts[bin]! + column.counts[bin]! > 0);
  const rows = column.counts.reduce((sum, n) => sum + n, 0);
  const share = (n: number, all: number): number => (n + 0.5) / (all + 0.5 * used.length);
  const psi = used.reduce((sum, bin) => {
    const [now, before] = [share(counts[bin]!, values.length), share(column.counts[bin]!, rows)];
    return sum + (now - before) * Math.log(now / before);
  }, 0);
  const degrees = used.length - 1;
  const chance = degrees < 1 ? 1 : chiSquareAbove(psi / (1 / values.length + 1 / rows), degrees);
  const drifted = values.length >= LEAST_RECORDS && psi >= DRIFTED && chance < CHANCE / Math.max(1, among);
  return { column: column.name, psi, drifted, change: changeOf(column, counts, values, rows) };
}

/** The change of the bin that adds most to the index, in the words of its column. */
function changeOf(
  column: TrainingColumn,
  counts: readonly number[],
  values: Float64Array,
  rows: number,
): Change | null {
  const shares = counts.map((n, bin) => [column.counts[bin]! / rows, n / Math.max(1, values.length)] as const);
  const [before, now] = shares.at(-1)!;
  const largest = (list: typeof shares): number =>
    list.reduce((best, [p, q], bin) => (Math.abs(q - p) > Math.abs(list[best]![1] - list[best]![0]) ? bin : best), 0);
  const bin = largest(shares);
  if (shares[bin]![0] === shares[bin]![1]) return null;
  if (bin === shares.length - 1) return { what: 'missing', before, now };
  if (column.kind === 'numbers') {
    const median = medianOf(values.filter(value => !Number.isNaN(value)).sort());
    return median === null ? null : { what: 'median', before: column.median, now: median };
  }
  const [was, is] = shares[bin]!;
  if (bin === column.labels.length) return { what: 'others', before: was, now: is };
  return { what: 'label', label: column.labels[bin]!, before: was, now: is };
}
