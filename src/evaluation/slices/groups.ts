import { dateText } from '../../data/cell/dates';
import { quantile } from '../../data/pipeline/statistics';
import type { Column, LabelColumn, NumberColumn, Subgroup } from '../../spec';

/** Rows with something in common, as indices among the evaluated rows. */
export interface RowGroup {
  readonly group: Subgroup;
  readonly members: Int32Array;
}

/** Only the most frequent values of a column have a group; the others have few rows each. */
const MOST_VALUES = 30;

/**
 * One group for each value of a category, each quarter of numbers, and the rows without a value. None for texts and
 * arrays.
 */
export function groupsOf(column: Column, rows: Int32Array): RowGroup[] {
  switch (column.type) {
    case 'number':
    case 'integer':
    case 'date':
      return numberGroups(column, rows);
    case 'category':
    case 'boolean':
      return labelGroups(column, rows);
    default:
      return column.labels === undefined ? [] : labelGroups(column, rows);
  }
}

function labelGroups({ name, data, labels }: LabelColumn, rows: Int32Array): RowGroup[] {
  const members = new Map<number, number[]>();
  rows.forEach((row, i) => {
    const code = data[row]!;
    const known = members.get(code);
    if (known) known.push(i);
    else members.set(code, [i]);
  });
  return [...members]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, MOST_VALUES)
    .map(([code, at]) => ({
      group: { column: name, value: code < 0 ? null : labels[code]!, rows: at.length },
      members: Int32Array.from(at),
    }));
}

/** Whole numbers with few different values are grouped by value, like categories. */
const FEW_VALUES = 5;

function numberGroups(column: NumberColumn, rows: Int32Array): RowGroup[] {
  const { name, type } = column;
  const values = Float64Array.from(rows, row => column.data[row]!);
  const known = values.filter(value => !Number.isNaN(value)).sort();
  const distinct = firstDistinct(known, FEW_VALUES + 1);
  const isFew = type === 'integer' && distinct.length <= FEW_VALUES;
  const limits = isFew ? distinct : quarters(known);
  const said = (value: number): number | string => (type === 'date' ? dateText(value) : value);
  // the group of a value is the first one whose upper bound it does not exceed
  const uppers = isFew ? limits : limits.slice(1);
  const members = uppers.map((): number[] => []);
  const missing: number[] = [];
  values.forEach((value, i) => {
    if (Number.isNaN(value)) missing.push(i);
    else members[uppers.findIndex(upper => value <= upper)]!.push(i);
  });
  const groups = members.map((at, g): RowGroup => {
    const place = isFew ? { value: String(limits[g]) } : { from: said(limits[g]!), to: said(limits[g + 1]!) };
    return { group: { column: name, ...place, rows: at.length }, members: Int32Array.from(at) };
  });
  if (missing.length > 0)
    groups.push({ group: { column: name, value: null, rows: missing.length }, members: Int32Array.from(missing) });
  return groups;
}

/** The bounds of four quarters; fewer if many numbers are equal. */
function quarters(sorted: Float64Array): number[] {
  if (sorted.length === 0) return [];
  const limits = [0, 0.25, 0.5, 0.75, 1].map(share => quantile(sorted, share));
  const [first, ...others] = limits;
  const different = others.filter((limit, i) => limit > limits[i]!);
  return different.length === 0 ? [first!, first!] : [first!, ...different];
}

function firstDistinct(sorted: Float64Array, most: number): number[] {
  const found: number[] = [];
  for (const value of sorted) {
    if (found.at(-1) !== value) found.push(value);
    if (found.length === most) break;
  }
  return found;
}
