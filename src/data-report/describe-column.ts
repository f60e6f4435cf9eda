import { momentsOf, quantile } from '../data/pipeline/statistics';
import type { Column, ColumnHistogram, ColumnSummary, NumberSummary, ValueCount } from '../spec';
import { type Classes, type Numbers, seriesOf, takeSeries } from './series';

/** The part of a column's summary that depends only on the column and the classes of the rows. */
export type Described = Pick<
  ColumnSummary,
  'missing' | 'distinct' | 'numbers' | 'histogram' | 'values' | 'otherRows' | 'shape'
>;

/** The classes that split histograms: one code for each of the sampled rows, −1 for none. */
export interface ByClass {
  readonly codes: Int32Array;
  readonly count: number;
}

const INTERVALS = 20;
const MOST_VALUES = 12;

/**
 * `looked`: the sampled rows, used for everything except missing values, range and mean, and how many categories or texts
 * there are: these are of all rows.
 */
export function describeColumn(column: Column, looked: Int32Array, byClass: ByClass | null): Described {
  const series = seriesOf(column);
  if (series === null) {
    if (column.shape) return { missing: 0, shape: column.shape };
    if (column.type !== 'text' || !column.texts) return { missing: 0 };
    const all = { kind: 'classes', codes: column.data, labels: [] } as const;
    return { missing: missingIn(all.codes), distinct: new Set(all.codes.filter(code => code >= 0)).size };
  }
  return series.kind === 'numbers'
    ? ofNumbers(series, column.type, looked, byClass)
    : ofClasses(series, looked, byClass);
}

function missingIn(codes: Int32Array): number {
  let missing = 0;
  for (const code of codes) if (code < 0) missing++;
  return missing;
}

function ofNumbers(all: Numbers, type: string, looked: Int32Array, byClass: ByClass | null): Described {
  const known = all.values.filter(value => !Number.isNaN(value));
  const missing = all.values.length - known.length;
  if (known.length === 0) return { missing, distinct: 0 };
  const { mean, std, min, max } = momentsOf(known);
  const { values } = takeSeries(all, looked) as Numbers;
  const sorted = values.filter(value => !Number.isNaN(value)).sort();
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct++;
  const quantiles = sorted.length === 0 ? [] : [0.05, 0.25, 0.5, 0.75, 0.95].map(share => quantile(sorted, share));
  const numbers: NumberSummary = { min, max, mean, std, quantiles };
  if (sorted.length === 0) return { missing, distinct, numbers };
  return { missing, distinct, numbers, histogram: histogramOf(values, sorted, type, byClass) };
}

/** Bins that are not widened by a few distant numbers. */
function histogramOf(
  values: Float64Array,
  sorted: Float64Array,
  type: string,
  byClass: ByClass | null,
): ColumnHistogram {
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const [low, high] = [quantile(sorted, 0.01), quantile(sorted, 0.99)];
  const open = high > low && most - least > 4 * (high - low);
  const limits =
    type === 'integer'
      ? wholeLimits(open ? low : least, open ? high : most)
      : evenLimits(open ? low : least, open ? high : most);
  const last = limits.length - 2;
  const width = (limits.at(-1)! - limits[0]!) / (last + 1);
  const intervalOf = (value: number): number =>
    width === 0 ? 0 : Math.max(0, Math.min(last, Math.floor((value - limits[0]!) / width)));
  const counts = new Array<number>(last + 1).fill(0);
  const split = byClass && Array.from({ length: byClass.count }, () => new Array<number>(last + 1).fill(0));
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) continue;
    const at = intervalOf(values[i]!);
    counts[at]!++;
    const code = byClass?.codes[i] ?? -1;
    if (split && code >= 0) split[code]![at]!++;
  }
  return { limits, counts, ...(split && { byClass: split }), open };
}

function evenLimits(least: number, most: number): number[] {
  if (!(most > least)) return [least, most];
  return Array.from({ length: INTERVALS + 1 }, (_, i) =>
    i === INTERVALS ? most : least + (i * (most - least)) / INTERVALS,
  );
}

/** For whole numbers, each bin contains equally many of them. */
function wholeLimits(least: number, most: number): number[] {
  const [from, to] = [Math.floor(least), Math.ceil(most)];
  const width = Math.max(1, Math.ceil((to - from + 1) / INTERVALS));
  const intervals = Math.max(1, Math.ceil((to - from + 1) / width));
  return Array.from({ length: intervals + 1 }, (_, i) => from - 0.5 + i * width);
}

function ofClasses(all: Classes, looked: Int32Array, byClass: ByClass | null): Described {
  const missing = missingIn(all.codes);
  const { codes } = takeSeries(all, looked) as Classes;
  const counts = new Uint32Array(all.labels.length);
  for (const code of codes) if (code >= 0) counts[code]!++;
  const order = Array.from(counts.keys())
    .filter(code => counts[code]! > 0)
    .sort((a, b) => counts[b]! - counts[a]! || a - b);
  const shown = order.slice(0, MOST_VALUES);
  const place = new Map(shown.map((code, i) => [code, i]));
  const split = shown.map(() => new Array<number>(byClass?.count ?? 0).fill(0));
  if (byClass)
    for (let i = 0; i < codes.length; i++) {
      const at = place.get(codes[i]!);
      if (at !== undefined && byClass.codes[i]! >= 0) split[at]![byClass.codes[i]!]!++;
    }
  const values = shown.map(
    (code, i): ValueCount => ({
      label: all.labels[code]!,
      rows: counts[code]!,
      ...(byClass && { byClass: split[i]! }),
    }),
  );
  const otherRows = order.slice(MOST_VALUES).reduce((sum, code) => sum + counts[code]!, 0);
  return { missing, distinct: distinctOf(all), values, ...(otherRows > 0 && { otherRows }) };
}

/** The categories that occur. A sample may lack rare ones. */
function distinctOf({ codes, labels }: Classes): number {
  const occurs = new Uint8Array(labels.length);
  for (const code of codes) if (code >= 0) occurs[code] = 1;
  return occurs.reduce((sum, one) => sum + one, 0);
}
