import type { Column, ColumnDistribution } from '../../spec';

/** Bars of a small picture. */
const [BARS, LABELS] = [20, 8];
/** Of numbers so many at each end share the outer bars: a few far ones would leave nothing to see of the others. */
const OUTSIDE = 0.01;

/** How the values of a column are spread; null where it has none, or none that can be counted. */
export function distributionOf(column: Column): ColumnDistribution | null {
  if (column.labels !== undefined) return ofLabels(column.data, column.labels);
  if (column.type !== 'number' && column.type !== 'integer' && column.type !== 'date') return null;
  const sorted = (column.data as Float64Array).filter(value => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return null;
  const isWhole = column.type === 'integer';
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!;
  const [from, to] = at(OUTSIDE) < at(1 - OUTSIDE) ? [at(OUTSIDE), at(1 - OUTSIDE)] : [at(0), at(1)];
  // Of few whole numbers each has a bar.
  const bars = from === to ? 1 : isWhole && to - from < BARS ? to - from + 1 : BARS;
  const width = isWhole && bars === to - from + 1 ? 1 : (to - from) / bars || 1;
  const counts = Array<number>(bars).fill(0);
  for (const value of sorted) counts[Math.min(bars - 1, Math.max(0, Math.floor((value - from) / width)))]!++;
  return { kind: 'numbers', from: sorted[0]!, to: sorted.at(-1)!, counts };
}

/** The most frequent labels, and in the last bar all others. */
function ofLabels(codes: Int32Array, labels: readonly string[]): ColumnDistribution | null {
  const rows = Array<number>(labels.length).fill(0);
  for (const code of codes) if (code >= 0) rows[code]!++;
  const found = labels
    .map((label, i) => ({ label, count: rows[i]! }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  if (found.length === 0) return null;
  const shown = found.slice(0, LABELS);
  const others = found.slice(LABELS).reduce((sum, { count }) => sum + count, 0);
  return {
    kind: 'labels',
    labels: shown.map(({ label }) => label),
    counts: shown.map(({ count }) => count),
    ...(others > 0 && { others }),
  };
}
