import { mixKey, uniformSequence } from '../graph/counter-hash';

/**
 * The rows from which Shapley values are computed: each column comes from the explained row or from a background row. A
 * path adds the explained row's columns one by one; a column's part is what the answer gains with it. The gains of a
 * path add up to the whole difference, so contributions are complete however few paths there are.
 */

/**
 * The order in which columns are added for each background row. In each group of as many rows as there are columns,
 * every column comes once at every position: a random order, rotated by one position each time. That removes the
 * variance of the position. Source: Mitchell, Cooper, Frank and Holmes 2022, "Sampling Permutations for Shapley Value
 * Estimation".
 */
export function orders(columns: number, count: number, seed: number): readonly Int32Array[] {
  const random = uniformSequence(mixKey(seed, 0x73686170));
  const all: Int32Array[] = [];
  for (let k = 0; k < count; k++) {
    const turn = k % columns;
    if (turn === 0) all.push(randomOrder(columns, random));
    else {
      const first = all[k - turn]!;
      all.push(first.map((_, i) => first[(i + turn) % columns]!));
    }
  }
  return all;
}

function randomOrder(columns: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: columns }, (_, i) => i);
  for (let i = columns - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}

/** |S|! (n − |S| − 1)! / n!: the weight of the gain of a column that joins a set of each size. */
export function weightsOfSets(columns: number): Float64Array {
  const weights = new Float64Array(columns);
  weights[0] = 1 / columns;
  for (let size = 1; size < columns; size++) weights[size] = (weights[size - 1]! * size) / (columns - size);
  return weights;
}

export const bitsOf = (set: number): number => {
  let count = 0;
  for (let rest = set; rest > 0; rest &= rest - 1) count++;
  return count;
};
