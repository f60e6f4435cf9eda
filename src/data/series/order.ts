import type { Pacer } from '../pace';
import { sortedRows } from '../split/sort';
import type { SeriesKeys } from './keys';

/** Rows in order of their series and time; equal times keep their order. Rows without a time are left out. */
export async function orderOf(
  times: Float64Array | null,
  { codes, names }: SeriesKeys,
  pacer: Pacer,
): Promise<{ readonly order: Int32Array; readonly untimed: number; readonly unsorted: boolean }> {
  const rows = codes.length;
  let known = Int32Array.from({ length: rows }, (_, row) => row);
  let unsorted = false;
  if (times !== null) {
    known = known.filter(row => !Number.isNaN(times[row]!));
    const last = new Float64Array(names.length).fill(Number.NEGATIVE_INFINITY);
    for (const row of known) {
      if (times[row]! < last[codes[row]!]!) unsorted = true;
      last[codes[row]!] = times[row]!;
    }
    await pacer.pause();
    if (unsorted) {
      const sorted = await sortedRows(
        Float64Array.from(known, row => times[row]!),
        pacer,
      );
      known = Int32Array.from(sorted, at => known[at]!);
    }
  }
  return { order: bySeries(known, codes, names.length), untimed: rows - known.length, unsorted };
}

/** A stable sort by the number of the series. */
function bySeries(rows: Int32Array, codes: Int32Array, count: number): Int32Array {
  if (count === 1) return rows;
  const next = new Int32Array(count + 1);
  for (const row of rows) next[codes[row]! + 1]!++;
  for (let code = 0; code < count; code++) next[code + 1]! += next[code]!;
  const order = new Int32Array(rows.length);
  for (const row of rows) order[next[codes[row]!]!++] = row;
  return order;
}
