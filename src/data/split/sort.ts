import type { Pacer } from '../pace';

/** Rows that are sorted at a time, and numbers that are merged at a time. */
const RUN = 4096;

/** Row numbers by ascending value; equal values keep their order. Runs are sorted, then merged in pairs. */
export async function sortedRows(values: Float64Array, pacer: Pacer): Promise<Int32Array> {
  const { length } = values;
  let rows = new Int32Array(length);
  let merged = new Int32Array(length);
  await pacer.blocks(
    length,
    (from, to) => {
      for (let row = from; row < to; row++) rows[row] = row;
      rows.subarray(from, to).sort((a, b) => values[a]! - values[b]! || a - b);
    },
    RUN,
  );
  for (let width = RUN; width < length; width *= 2) {
    for (let begin = 0; begin < length; begin += 2 * width) {
      const [middle, end] = [Math.min(length, begin + width), Math.min(length, begin + 2 * width)];
      let [left, right] = [begin, middle];
      await pacer.blocks(end - begin, (from, to) => {
        for (let at = begin + from; at < begin + to; at++) {
          const takesLeft = right >= end || (left < middle && values[rows[left]!]! <= values[rows[right]!]!);
          merged[at] = takesLeft ? rows[left++]! : rows[right++]!;
        }
      });
    }
    [rows, merged] = [merged, rows];
  }
  return rows;
}
