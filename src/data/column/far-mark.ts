import type { ColumnType } from '../../spec';
import { count, quoted } from '../error-text';
import { numberText } from '../table/raw-table';
import type { Summary } from './summary';

/** Nines only, as in -999 and 9999, and -32768: what instruments write where they have no value. */
const MARK = /^-?9{2,}$|^-32768$/;

/**
 * A number that looks like a mark of a missing value, farther from the other values than these are from one another, as
 * a sentence; [] if there is none.
 */
export function farMark(summary: Summary, type: ColumnType): string[] {
  const { least, largest } = summary;
  const { numbers } = summary.column;
  if (numbers === null || (type !== 'number' && type !== 'integer')) return [];
  return [least, largest].filter(value => MARK.test(String(value))).flatMap(mark => sentence(summary, numbers, mark));
}

function sentence({ column, least, largest }: Summary, numbers: Float64Array, mark: number): string[] {
  let [rows, first, from, to] = [0, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < numbers.length; row++) {
    const value = numbers[row]!; // beyond least and largest: the user has told that it means missing
    if (value === mark) {
      if (rows++ === 0) first = row;
    } else if (value >= least && value <= largest) [from, to] = [Math.min(from, value), Math.max(to, value)];
  }
  if (rows === 0 || !(to > from) || Math.max(from - mark, mark - to) <= to - from) return [];
  const text = quoted(numberText(column, first));
  return [
    `${text} is far from the other values, ${from} to ${to}, in rows: ${count(rows)}. If it means that a value is missing, write it among the missing values`,
  ];
}
