import { uniformSequence } from '../graph';

/** k-means: Lloyd's algorithm from the centers of k-means++ (Arthur and Vassilvitskii 2007). */

/** The centers of k-means++ are good already: more rounds did not improve the detection of novelty. */
const ROUNDS = 3;

/** At most `most` centers, [centers × width]; fewer where there are fewer distinct rows. Deterministic. */
export function centersOf(rows: Float64Array, width: number, most: number): Float64Array {
  const count = rows.length / width;
  let centers = firstCenters(rows, width, Math.min(most, count));
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Float64Array(centers.length);
    const members = new Float64Array(centers.length / width);
    for (let row = 0; row < count; row++) {
      const { index } = nearest(rows, row * width, centers, width);
      members[index]!++;
      for (let i = 0; i < width; i++) sums[index * width + i]! += rows[row * width + i]!;
    }
    const last = centers;
    centers = sums.map((sum, i) => {
      const of = members[Math.floor(i / width)]!;
      return of > 0 ? sum / of : last[i]!;
    });
  }
  return centers;
}

/** The center nearest to the numbers at `from`, and the square of its distance. */
export function nearest(
  rows: Float64Array,
  from: number,
  centers: Float64Array,
  width: number,
): { readonly index: number; readonly square: number } {
  let [index, square] = [0, Number.POSITIVE_INFINITY];
  for (let center = 0; center * width < centers.length; center++) {
    let sum = 0;
    for (let i = 0; i < width && sum < square; i++) sum += (rows[from + i]! - centers[center * width + i]!) ** 2;
    if (sum < square) [index, square] = [center, sum];
  }
  return { index, square };
}

/** Each center is a row, drawn with a probability proportional to its squared distance to the centers before it. */
function firstCenters(rows: Float64Array, width: number, most: number): Float64Array {
  const count = rows.length / width;
  const uniform = uniformSequence(2);
  const squares = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const centers: number[] = [];
  let next = Math.floor(uniform() * count);
  while (centers.length < most * width) {
    const center = rows.slice(next * width, (next + 1) * width);
    centers.push(...center);
    let total = 0;
    for (let row = 0; row < count; row++) {
      squares[row] = Math.min(squares[row]!, nearest(rows, row * width, center, width).square);
      total += squares[row]!;
    }
    if (!(total > 0)) break; // every row is a center already
    let left = uniform() * total;
    next = 0;
    while (next < count - 1 && left >= squares[next]!) left -= squares[next++]!;
  }
  return Float64Array.from(centers);
}
