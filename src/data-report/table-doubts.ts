import { holm } from '../evaluation/slices/chance';
import type { DataReportData, DataWarning, SplitName, TargetSummary } from '../spec';
import { differenceOf } from './drift';
import type { NamedSeries } from './relations';
import type { RepeatedRows } from './repeated-rows';
import { someRows, takeSeries } from './series';

/** Doubts about the rows: repeated ones, rare classes, splits that differ. */

/** With fewer rows, hardly anything can be learned of a class. */
export const FEW_OF_CLASS = 10;
/** In columns with few values some rows are equal by chance: a smaller share does no harm. */
const HARMLESS = 0.01;
const MOST_OF_CLASS = 0.9;

export function repeatedDoubts(
  { duplicates, alsoTrained, contradictions }: RepeatedRows,
  split: Readonly<Record<SplitName, number>>,
  targets: readonly string[],
): DataWarning[] {
  const rows = total(split);
  const same = (['test', 'validation'] as const)
    .filter(name => alsoTrained[name] > HARMLESS * split[name])
    .map((name): DataWarning => ({ kind: 'same-rows', split: name, rows: alsoTrained[name], of: split[name] }));
  return [
    ...same,
    ...(contradictions > HARMLESS * rows
      ? [{ kind: 'contradictions', rows: contradictions, target: targets.join(', ') } as const]
      : []),
    ...(duplicates > HARMLESS * rows ? [{ kind: 'duplicates', rows: duplicates } as const] : []),
  ];
}

export function classDoubts({ target, classes = [] }: TargetSummary): DataWarning[] {
  const all = classes.reduce((sum, { rows }) => sum + total(rows), 0);
  const rare = classes
    .filter(({ rows }) => rows.train < FEW_OF_CLASS)
    .map(({ label, rows }): DataWarning => ({ kind: 'rare-class', target, label, rows: rows.train }));
  const [first] = classes;
  const share = first ? total(first.rows) / all : 0;
  return [
    ...rare,
    ...(first && classes.length > 1 && share >= MOST_OF_CLASS
      ? [{ kind: 'imbalance', target, label: first.label, share } as const]
      : []),
  ];
}

const total = ({ train, validation, test }: Readonly<Record<SplitName, number>>): number => train + validation + test;

/** Rows of each split that are compared. */
const MOST_ROWS = 20_000;
/** A smaller distance does not matter, and a larger probability means chance. */
const [DISTANCE, CHANCE] = [0.15, 0.001];
/** A column whose values do not overlap between the splits is the one that the split was made by. */
const APART = 0.999;

/** Columns with a different distribution in the validation or test rows than in the training rows. */
export function driftDoubts(columns: readonly NamedSeries[], split: Uint8Array): DataWarning[] {
  const rowsOf = [0, 1, 2].map(code => rowsIn(split, code));
  const found = (['validation', 'test'] as const).flatMap((name, i) =>
    columns.flatMap(({ name: column, series }) => {
      const difference = differenceOf(takeSeries(series, rowsOf[0]!), takeSeries(series, rowsOf[i + 1]!));
      return difference ? [{ kind: 'drift', column, split: name, ...difference } as const] : [];
    }),
  );
  const chances = holm(found.map(({ chance }) => chance));
  return found
    .map((one, i) => ({ ...one, chance: chances[i]! }))
    .filter(({ distance, chance }) => distance >= DISTANCE && distance < APART && chance < CHANCE)
    .sort((a, b) => b.distance - a.distance);
}

function rowsIn(split: Uint8Array, code: number): Int32Array {
  const rows = new Int32Array(split.length);
  let count = 0;
  for (let row = 0; row < split.length; row++) if (split[row] === code) rows[count++] = row;
  const all = rows.subarray(0, count);
  return someRows(count, MOST_ROWS).map(i => all[i]!);
}

/** Two features of which one determines the other. */
export function redundant(
  { columns, matrix }: DataReportData['correlations'],
  targets: readonly string[],
): DataWarning[] {
  return columns.flatMap((column, a) =>
    columns.slice(0, a).flatMap((other, b): DataWarning[] => {
      const value = matrix[a]![b];
      const isPair = !targets.includes(column) && !targets.includes(other);
      return isPair && value != null && Math.abs(value) >= 0.999 ? [{ kind: 'redundant', column, other }] : [];
    }),
  );
}
