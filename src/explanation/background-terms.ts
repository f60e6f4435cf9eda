import { openModel } from '../engine/wasm';
import { add, type GraphNode, input, inputName, matmul, mul, reshape, sub, sum } from '../graph';
import type { HostTensor } from '../spec';
import type { Cut, Point } from './cut';
import { NONE } from './owners';
import type { Parted } from './sample';

/** Rows from which lines to explained rows begin, and what columns add to products along these. */
export interface Origins {
  readonly sample: Parted;
  /**
   * What each column adds to all products, [rows × columns]: its part in the row, less that in the background row, by
   * the gradient, summed over the lines. `sums`: by product, the gradients of each row for each background row, [at
   * least rows × background rows × width]. `read`: by product, what the rows have there, [rows × read].
   */
  terms(rows: number, sums: readonly Float32Array[], read: readonly Float32Array[]): Promise<Float32Array>;
}

type Feed = readonly [node: GraphNode, data: Float32Array];

/** One product of matrices with the parts of all background rows, instead of one for each line. */
export function originsOf({ points, players }: Cut, sample: Parted): Origins {
  const products = points.flatMap((point, i) => (point.kernel ? [{ ...point, i, kernel: point.kernel }] : []));
  if (products.length === 0) return { sample, terms: async rows => new Float32Array(rows * players) };
  const held: Feed[] = [];
  const weight = (name: string, shape: readonly number[], data: Float32Array): GraphNode => {
    const node = input(name, shape);
    held.push([node, data]);
    return node;
  };
  const slopes = products.map(({ i, width }) => input(`slopes ${i}`, ['N', sample.rows * width]));
  const reads = products.map(({ i, owners }) => input(`read ${i}`, ['N', owners.length]));
  const terms = products.map(({ i, width, owners, kernel }, k) => {
    const each = reshape(slopes[k]!, ['N', sample.rows, width]);
    const total = sum(each, [1]);
    const back = matmul(total, weight(`kernel ${i}`, [owners.length, width], kernel), { transposeB: true });
    const own = weight(`owners ${i}`, [owners.length, players], byOwner(owners, players));
    const parts = byColumn(sample.places.parts[i]!, sample.rows, players, width);
    const taken = matmul(slopes[k]!, weight(`parts ${i}`, [sample.rows * width, players], parts));
    return sub(matmul(mul(back, reads[k]!), own), taken);
  });
  const program = openModel(
    {
      inputs: [...slopes, ...reads, ...held.map(([node]) => node)],
      outputs: { terms: terms.reduce((all, term) => add(all, term)) },
    },
    Object.fromEntries(held.map(([node, data]) => [inputName(node), fed(node, data, 1)])),
  );
  return {
    sample,
    async terms(rows, sums, read) {
      const feeds = [
        ...slopes.map((node, k) => [node, sums[k]!] as const),
        ...reads.map((node, k) => [node, read[k]!] as const),
      ];
      const found = await program.run(
        Object.fromEntries(feeds.map(([node, data]) => [inputName(node), fed(node, data, rows)])),
      );
      return found.terms!.data as Float32Array;
    },
  };
}

function fed({ shape }: GraphNode, data: Float32Array, rows: number): HostTensor {
  const sizes = shape.map(size => (typeof size === 'number' ? size : rows));
  return {
    data: data.subarray(
      0,
      sizes.reduce((a, b) => a * b, 1),
    ),
    shape: sizes,
    dtype: 'float32',
  };
}

/** 1 where a number is of a column, [numbers × columns]. */
function byOwner(owners: Point['owners'], players: number): Float32Array {
  const found = new Float32Array(owners.length * players);
  for (const [k, owner] of owners.entries()) if (owner !== NONE) found[k * players + owner] = 1;
  return found;
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
