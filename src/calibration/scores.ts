import type { ConformityScores } from '../spec';

/** Split-conformal prediction: Vovk, Gammerman and Shafer 2005; Angelopoulos and Bates 2021, "A gentle introduction". */

/** At most this many scores are kept of a target. */
const MOST = 1000;

/** The scores to keep, `most` of them, ascending. Thinning keeps the largest score and never makes a quantile smaller. */
export function conformityScores(given: ArrayLike<number>, most = MOST): ConformityScores {
  const sorted = Float64Array.from(given).sort();
  const { length } = sorted;
  if (length <= most) return { rows: length, values: Array.from(sorted) };
  const values = Array.from({ length: most }, (_, i) => sorted[Math.ceil(((i + 1) * length) / most) - 1]!);
  return { rows: length, values };
}

/**
 * The score that a new row exceeds with a probability of at most 1 − confidence: the ⌈(rows + 1) · confidence⌉-th
 * smallest. Infinity: too few rows for this confidence.
 */
export function conformalQuantile({ rows, values }: ConformityScores, confidence: number): number {
  // 0.9 · 10 is 9.000000000000002 or so: rounding must not raise the rank.
  const rank = Math.ceil((rows + 1) * confidence - 1e-9);
  if (rank > rows) return Number.POSITIVE_INFINITY;
  if (rank < 1) return values[0] ?? Number.POSITIVE_INFINITY;
  return values[Math.ceil((rank * values.length) / rows) - 1]!;
}

/** The largest confidence that this many rows can support: rows / (rows + 1). */
export const largestConfidence = ({ rows }: ConformityScores): number => rows / (rows + 1);

/** The share of rows with a score of at least this: a conformal p-value, from 1 / (rows + 1) to 1. */
export function pValue({ rows, values }: ConformityScores, score: number): number {
  if (Number.isNaN(score)) return 1 / (rows + 1);
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < score) low = middle + 1;
    else high = middle;
  }
  const above = ((values.length - low) * rows) / Math.max(1, values.length);
  return (above + 1) / (rows + 1);
}
