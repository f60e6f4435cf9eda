/** The boundaries of bins, from the numbers of each column. */

/**
 * Boundaries [columns, bins + 1] of bins that each hold about as many of the rows [rows, columns]: quantiles, with
 * straight lines between the values as numpy.quantile does. Equal boundaries count once; the last one fills the rest.
 */
export function quantileBoundaries(rows: Float32Array, columns: number, bins: number): Float32Array {
  const count = rows.length / columns;
  const out = new Float32Array(columns * (bins + 1));
  const values = new Float32Array(count);
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < count; row++) values[row] = rows[row * columns + column]!;
    values.sort();
    const edges: number[] = [];
    for (let i = 0; i <= bins; i++) {
      const edge = Math.fround(between(values, i / bins));
      if (edges.length === 0 || edge > edges.at(-1)!) edges.push(edge);
    }
    for (let i = 0; i <= bins; i++) out[column * (bins + 1) + i] = edges[Math.min(i, edges.length - 1)]!;
  }
  return out;
}

function between(sorted: Float32Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  return low + (sorted[Math.min(below + 1, sorted.length - 1)]! - low) * (at - below);
}
