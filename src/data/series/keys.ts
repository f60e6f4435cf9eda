import type { Column, LabelColumn } from '../../spec';
import { columnError } from '../error-text';

/** Which series a reading belongs to, by one or several columns. */

/** The name of a series: the values of its key columns. */
export const keyOf = (values: readonly string[]): string => values.join(' · ');

export interface SeriesKeys {
  /** [rows] the number of each row's series */
  readonly codes: Int32Array;
  /** the name of each series */
  readonly names: readonly string[];
  /** the values of each series' key columns */
  readonly values: readonly (readonly string[])[];
}

/** Series in order of appearance; a missing value of a key is a series of its own. */
export function seriesKeys(columns: readonly Column[], rows: number): SeriesKeys {
  const labelled = columns.map(column => {
    if (column.labels === undefined) throw columnError(column.name, 'must hold the names or numbers of series');
    return column;
  });
  const codes = new Int32Array(rows);
  if (labelled.length === 0) return { codes, names: [''], values: [[]] };
  const known = new Map<string, number>();
  const names: string[] = [];
  const values: string[][] = [];
  for (let row = 0; row < rows; row++) {
    const id = labelled.length === 1 ? String(labelled[0]!.data[row]) : labelled.map(({ data }) => data[row]).join(' ');
    let code = known.get(id);
    if (code === undefined) {
      const own = labelled.map(column => labelAt(column, row));
      code = names.push(keyOf(own)) - 1;
      values.push(own);
      known.set(id, code);
    }
    codes[row] = code;
  }
  return { codes, names, values };
}

const labelAt = ({ data, labels }: LabelColumn, row: number): string => (data[row]! < 0 ? '' : labels[data[row]!]!);
