import { type Classes, isMissing, lengthOf, type Series } from './series';

/** Whether a column has a value, as two classes; null where it says nothing: all rows have one, or none has. */
export function presenceOf(column: Series): Classes | null {
  const codes = new Int32Array(lengthOf(column));
  let known = 0;
  for (let row = 0; row < codes.length; row++) known += codes[row] = Number(!isMissing(column, row));
  return known === 0 || known === codes.length ? null : { kind: 'classes', codes, labels: ['missing', 'present'] };
}

/** The share of the rows with a value. */
export function knownShare(column: Series): number {
  let known = 0;
  const rows = lengthOf(column);
  for (let row = 0; row < rows; row++) known += Number(!isMissing(column, row));
  return rows === 0 ? 0 : known / rows;
}
