import { elements } from '../../shape';
import type { Column } from '../../spec';

/** Where the numbers of a row are: rows that are windows of a series share them. */

type Arrays = Pick<Column, 'data'> & { readonly shape?: readonly number[] | undefined; readonly starts?: Int32Array };

/** The place in `data` of a row's first number. */
export function startOf({ shape = [], starts }: Arrays): (row: number) => number {
  if (starts !== undefined) return row => starts[row]!;
  const width = elements(shape);
  return row => row * width;
}

/** The number of rows. */
export const rowsIn = ({ data, shape = [], starts }: Arrays): number => starts?.length ?? data.length / elements(shape);
