/**
 * Numbers in [0, 1) that depend on nothing but the seed: a counter through lowbias32 (Chris Wellons, "Prospecting for hash
 * functions"), keyed by the seed through the same hash.
 */
export function uniformSequence(seed: number): () => number {
  const key = lowbias32(seed | 0);
  let counter = 0;
  return () => lowbias32((counter++ ^ key) | 0) / 2 ** 32;
}

function lowbias32(input: number): number {
  let x = input;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** A shuffled copy (Fisher and Yates). */
export function shuffled(rows: Int32Array, random: () => number): Int32Array {
  const order = rows.slice();
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
