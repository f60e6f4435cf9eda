import type { Column } from '../spec';
import type { Model } from '../values/model';

/** What a model knows of its training rows, column by column: what later records are compared with. */

/** How many columns are compared: the first ones. */
const MOST_COLUMNS = 200;
/** How many labels of a column are told apart; all others count as one. */
const MOST_LABELS = 9;
/** The least training rows in a bin: fewer say little about its share. */
const ROWS_IN_BIN = 20;
const [LEAST_BINS, MOST_BINS] = [4, 10];

export type TrainingColumn = NumberTraining | LabelTraining;
interface Counted {
  readonly name: string;
  /** how many training rows are in each bin; the last bin is that of missing values */
  readonly counts: readonly number[];
}
/** Bins with equally many training rows, as far as the values allow. */
export interface NumberTraining extends Counted {
  readonly kind: 'numbers';
  /** ascending: bin i has the values below edges[i] and not below the edge before; one more has the rest */
  readonly edges: readonly number[];
  readonly median: number;
}
/** One bin for each frequent label, one for all others, and the last for what is missing or was never seen. */
export interface LabelTraining extends Counted {
  readonly kind: 'labels';
  readonly labels: readonly string[];
}

/**
 * The columns of numbers and categories; [] if the model keeps no training rows. Dates are left out: they always
 * change.
 */
export function trainingColumns({ body: { background } }: Model): readonly TrainingColumn[] {
  if (!background) return [];
  return background.columns.flatMap(column => trainingOf(column) ?? []).slice(0, MOST_COLUMNS);
}

function trainingOf(column: Column): TrainingColumn | null {
  if (column.type === 'number' || column.type === 'integer') return numbersOf(column.name, column.data);
  if (column.type === 'category' || column.type === 'boolean') return labelsOf(column.name, column);
  return null;
}

function numbersOf(name: string, data: Float64Array): NumberTraining | null {
  const known = data.filter(value => Number.isFinite(value)).sort();
  if (known.length === 0) return null;
  const bins = Math.min(MOST_BINS, Math.max(LEAST_BINS, Math.floor(known.length / ROWS_IN_BIN)));
  const at = Array.from({ length: bins - 1 }, (_, i) => known[Math.floor(((i + 1) * known.length) / bins)]!);
  // The least value cannot be an edge: nothing would be below it.
  const edges = [...new Set(at)].filter(edge => edge > known[0]!);
  const empty = { kind: 'numbers' as const, name, edges, median: medianOf(known)!, counts: [] };
  return { ...empty, counts: countsOf(empty, data) };
}

function labelsOf(name: string, { data, labels }: { data: Int32Array; labels: readonly string[] }): LabelTraining {
  const rows = new Float64Array(labels.length);
  for (const code of data) if (code >= 0) rows[code]!++;
  const frequent = [...rows.keys()].sort((a, b) => rows[b]! - rows[a]!).slice(0, MOST_LABELS);
  const empty = { kind: 'labels' as const, name, labels: frequent.map(code => labels[code]!), counts: [] };
  return {
    ...empty,
    counts: countsOf(
      empty,
      Float64Array.from(data, code => placeOf(empty, labels[code])),
    ),
  };
}

/** A label as a number: its index among those that are told apart, one more for all others; NaN: missing. */
export function placeOf({ labels }: Pick<LabelTraining, 'labels'>, label: string | undefined): number {
  if (label === undefined) return Number.NaN;
  const place = labels.indexOf(label);
  return place < 0 ? labels.length : place;
}

/** How many values are in each bin of the column; labels are given by `placeOf`. */
export function countsOf(column: TrainingColumn, values: Float64Array): number[] {
  const counts = new Array<number>((column.kind === 'numbers' ? column.edges : column.labels).length + 2).fill(0);
  for (const value of values) counts[binOf(column, value)]!++;
  return counts;
}

/** The bin of a value; a label is given by `placeOf`. */
export function binOf(column: TrainingColumn, value: number): number {
  if (Number.isNaN(value)) return (column.kind === 'numbers' ? column.edges : column.labels).length + 1;
  if (column.kind === 'labels') return value;
  const above = column.edges.findIndex(edge => value < edge);
  return above < 0 ? column.edges.length : above;
}

/** The median of ascending numbers; null: there are none. */
export function medianOf(ascending: Float64Array): number | null {
  const { length } = ascending;
  if (length === 0) return null;
  return (ascending[(length - 1) >> 1]! + ascending[length >> 1]!) / 2;
}
