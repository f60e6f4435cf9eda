import { elements } from '../../shape';
import type { Encoded, TensorColumn } from '../../spec';
import type { AtPlace } from './array-scale';

/** Rows that share their numbers, scaled: each number once. The rows must begin at whole positions of the last axis. */
export function sharedRows(
  { data, shape, starts }: TensorColumn,
  rows: Int32Array,
  scale: AtPlace | null,
): Pick<Encoded, 'data' | 'starts'> {
  const width = elements(shape);
  let [first, end] = [data.length, 0];
  for (const row of rows) {
    const start = starts![row]!;
    if (start < first) first = start;
    if (start + width > end) end = start + width;
  }
  if (rows.length === 0) [first, end] = [0, 0];
  const part = data.subarray(first, end);
  const scaled = scale === null ? part : new Float32Array(part.length);
  // A window begins with a whole step, so the position of a number within its step is the same in all windows.
  if (scale !== null) for (let i = 0; i < part.length; i++) scaled[i] = scale(part[i]!, i);
  return { data: scaled, starts: Int32Array.from(rows, row => starts![row]! - first) };
}
