import { mixKey, uniformSequence } from '../graph/hash';

/** A stream of its own, so that the split has nothing in common with what else is drawn from the same seed. */
export const splitSequence = (seed: number): (() => number) => uniformSequence(mixKey(seed, 0x73706c74));

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
