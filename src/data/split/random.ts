import { mixKey, uniformSequence } from '../../graph/counter-hash';
import type { Pacer } from '../pace';

/** Its own random stream, so that the split is independent of other draws from the same seed. */
export const splitSequence = (seed: number): (() => number) => uniformSequence(mixKey(seed, 0x73706c74));

/** A shuffled copy (Fisher and Yates). */
export async function shuffled(rows: Int32Array, random: () => number, pacer: Pacer): Promise<Int32Array> {
  const order = rows.slice();
  const last = order.length - 1;
  await pacer.blocks(last, (from, to) => {
    for (let i = last - from; i > last - to; i--) {
      const j = Math.floor(random() * (i + 1));
      const kept = order[i]!;
      order[i] = order[j]!;
      order[j] = kept;
    }
  });
  return order;
}
