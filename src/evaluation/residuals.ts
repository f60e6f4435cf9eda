import { quantile } from '../data/pipeline/statistics';
import type { CurvePoint, ResidualGroup, Residuals } from '../spec';
import type { RowGroup } from './slices/groups';

const MOST_POINTS = 400;
const INTERVALS = 20;
/** The most columns with groups, and groups of each. */
const [MOST_COLUMNS, MOST_GROUPS] = [6, 12];

/** The columns on which residuals depend most; of the others nothing is kept. */
export class ResidualColumns {
  private found: { readonly groups: readonly RowGroup[]; readonly share: number }[] = [];

  constructor(private readonly residuals: Float64Array) {}

  /** The groups of a column's rows. */
  add(column: readonly RowGroup[]): void {
    const groups = column.filter(({ members }) => members.length > 0);
    if (groups.length < 2) return;
    this.found.push({ groups, share: explained(this.residuals, groups) });
    this.found = this.found.sort((a, b) => b.share - a.share).slice(0, MOST_COLUMNS);
  }
  described(): Residuals['columns'] {
    return this.found.map(({ groups }) => groups.slice(0, MOST_GROUPS).map(group => described(this.residuals, group)));
  }
}

/** Residuals of rows against the prediction and against the columns that were added. */
export function residualsOf(
  actual: Float64Array,
  predicted: Float64Array,
  residuals: Float64Array,
  columns: ResidualColumns,
): Residuals {
  const sorted = residuals.slice().sort();
  const step = Math.max(1, actual.length / MOST_POINTS);
  const points = Array.from({ length: Math.ceil(actual.length / step) }, (_, i): CurvePoint => {
    const at = Math.floor(i * step);
    return [predicted[at]!, actual[at]!];
  });
  return {
    points,
    quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map(share => quantile(sorted, share)),
    histogram: histogramOf(sorted),
    columns: columns.described(),
  };
}

function described(residuals: Float64Array, { group, members }: RowGroup): ResidualGroup {
  const { mean, squares } = moments(residuals, members);
  return { ...group, mean, std: Math.sqrt(squares / members.length) };
}

/** The share of the residuals' variance between the groups (η²); groups of one row do not count. */
function explained(residuals: Float64Array, groups: readonly RowGroup[]): number {
  const counted = groups
    .filter(({ members }) => members.length > 1)
    .map(({ members }) => ({ members, ...moments(residuals, members) }));
  const rows = counted.reduce((sum, { members }) => sum + members.length, 0);
  const center = counted.reduce((sum, { mean, members }) => sum + mean * members.length, 0) / rows;
  const between = counted.reduce((sum, { mean, members }) => sum + members.length * (mean - center) ** 2, 0);
  const within = counted.reduce((sum, { squares }) => sum + squares, 0);
  return rows === 0 || between + within === 0 ? 0 : between / (between + within);
}

function moments(values: Float64Array, members: Int32Array): { mean: number; squares: number } {
  let mean = 0;
  for (const i of members) mean += values[i]! / members.length;
  let squares = 0;
  for (const i of members) squares += (values[i]! - mean) ** 2;
  return { mean, squares };
}

/** Bins of equal width from the minimum to the maximum; one if all are equal. Source: numpy.histogram. */
function histogramOf(sorted: Float64Array): Residuals['histogram'] {
  const [least, largest] = [sorted[0]!, sorted.at(-1)!];
  if (!(largest > least)) return { limits: [least, largest], counts: [sorted.length] };
  const width = (largest - least) / INTERVALS;
  const limits = Array.from({ length: INTERVALS + 1 }, (_, i) => (i === INTERVALS ? largest : least + i * width));
  const counts = new Array<number>(INTERVALS).fill(0);
  let at = 0;
  for (const value of sorted) {
    while (at < INTERVALS - 1 && value >= limits[at + 1]!) at++;
    counts[at]!++;
  }
  return { limits, counts };
}
