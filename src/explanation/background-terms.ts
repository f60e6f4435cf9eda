import { wasmEngine } from '../engine/wasm';
import { add, input, inputName, matmul } from '../graph';
import type { HostTensor } from '../spec';
import type { Cut } from './cut';
import type { Placed } from './sample';

/** Rows from which lines to explained rows begin, and what their columns take away from each of these. */
export interface Origins {
  readonly sample: Placed;
  /**
   * The sum over the background rows of gradient · part of each column, [rows × columns]. `sums`: by product, the
   * gradients of each row for each background row, [at least rows × background rows × width].
   */
  terms(rows: number, sums: readonly Float32Array[]): Promise<Float32Array>;
}

/** One product of matrices with the parts of all background rows, instead of one for each line. */
export async function originsOf({ points, players }: Cut, sample: Placed): Promise<Origins> {
  const products = points.flatMap(({ width }, i) => {
    const parts = sample.places.parts[i];
    return parts ? [{ width: sample.rows * width, data: byColumn(parts, sample.rows, players, width) }] : [];
  });
  if (products.length === 0) return { sample, terms: async rows => new Float32Array(rows * players) };
  const given = products.map(({ width }, i) => input(`gradients ${i}`, ['N', width]));
  const parts = products.map(({ width }, i) => input(`parts ${i}`, [width, players]));
  const held: Record<string, HostTensor> = {};
  for (const [i, node] of parts.entries())
    held[inputName(node)] = { data: products[i]!.data, shape: [products[i]!.width, players], dtype: 'float32' };
  const terms = given.map((node, i) => matmul(node, parts[i]!));
  const sum = terms.reduce((all, term) => add(all, term));
  const program = await wasmEngine.compile({ inputs: [...given, ...parts], outputs: { sum } }, held);
  return {
    sample,
    async terms(rows, sums) {
      const feeds = given.map((node, i) => {
        const { width } = products[i]!;
        const data = sums[i]!.subarray(0, rows * width);
        return [inputName(node), { data, shape: [rows, width], dtype: 'float32' as const }] as const;
      });
      return (await program.run(Object.fromEntries(feeds))).sum!.data as Float32Array;
    },
  };
}

/** [rows × (columns + 1) × width] to [rows × width × columns]. */
function byColumn(parts: Float32Array, rows: number, players: number, width: number): Float32Array {
  const found = new Float32Array(rows * width * players);
  for (let row = 0; row < rows; row++)
    for (let player = 0; player < players; player++)
      for (let j = 0; j < width; j++)
        found[(row * width + j) * players + player] = parts[(row * (players + 1) + player) * width + j]!;
  return found;
}
