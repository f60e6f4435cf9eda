import { badArgument } from '../../errors';
import type { Rows } from '../../inference/batcher';
import { elements } from '../../shape';
import type { MappedColumn } from './mapped-column';

/** More windows would take minutes. */
const MOST_WINDOWS = 10_000;
/** A seventh of a side by default: small enough to see parts, large enough to hide one. */
const PARTS = 7;

/** Windows over all places of a column, each the half of its size further than the one before. */
export interface Windows {
  /** of a whole window, by side */
  readonly size: readonly number[];
  /** the places of each window; those at the end may be smaller */
  readonly places: readonly Int32Array[];
}

/** `patch`: places on each side of a window; null: a seventh of the side. */
export function windowsOf({ sides }: MappedColumn, patch: number | null): Windows {
  const size = sides.map(side => Math.min(side, patch ?? Math.ceil(side / PARTS)));
  const starts = sides.map((side, i) => {
    const stride = Math.ceil(size[i]! / 2);
    return Array.from({ length: Math.ceil((side - size[i]!) / stride) + 1 }, (_, k) => k * stride);
  });
  const count = starts.reduce((product, { length }) => product * length, 1);
  if (count > MOST_WINDOWS)
    throw badArgument('patch', `large enough for at most ${MOST_WINDOWS} windows (${count})`, String(patch));
  const [rows, columns = [0]] = starts;
  const [height, width = 1] = sides;
  const places = rows!.flatMap(top =>
    columns.map(left => {
      const own: number[] = [];
      for (let y = top; y < Math.min(height!, top + size[0]!); y++)
        for (let x = left; x < Math.min(width, left + (size[1] ?? 1)); x++) own.push(y * width + x);
      return Int32Array.from(own);
    }),
  );
  return { size, places };
}

/** Encoded rows: of one row, a copy for each window, in which its places are those of `baseline`. */
export function occluded(
  encoded: readonly Rows[],
  { player, channels }: MappedColumn,
  windows: readonly Int32Array[],
  baseline: readonly Rows['data'][],
): readonly Rows[] {
  return encoded.map(({ data, shape }, input) => {
    const width = data.length;
    const copies =
      data instanceof Int32Array ? new Int32Array(windows.length * width) : new Float32Array(windows.length * width);
    for (const [copy, places] of windows.entries()) {
      copies.set(data, copy * width);
      for (const { from } of player.parts.filter(part => part.input === input))
        for (const place of places)
          for (let c = 0; c < channels; c++) {
            const at = from + place * channels + c;
            copies[copy * width + at] = baseline[input]![at]!;
          }
    }
    return { data: copies, shape };
  });
}

/**
 * Occlusion: by how much the answer falls where a window is hidden, at each place the mean of the windows over it.
 * Source: Zeiler and Fergus 2014; captum.attr.Occlusion.
 */
export function fallsByPlace(sides: readonly number[], { places }: Windows, falls: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(elements(sides));
  const counts = new Float64Array(sums.length);
  for (const [window, own] of places.entries())
    for (const place of own) {
      sums[place]! += falls[window]!;
      counts[place]!++;
    }
  return sums.map((sum, place) => sum / counts[place]!);
}
