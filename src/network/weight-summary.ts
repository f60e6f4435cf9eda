import { Pacer } from '../data/pace';
import type { NetworkSpec, WeightSummary } from '../spec';
import { distribution } from './distribution';

const MOST_ARRAYS = 60;

/**
 * How the weights of a trained network are distributed, array by array, with pauses for other work; of a very deep one
 * the first arrays, and how many there are. `weights`: by `layerId/weight`.
 */
export async function summarizeWeights(
  { layers }: NetworkSpec,
  weights: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>,
): Promise<{ readonly arrays: number; readonly weights: readonly WeightSummary[] }> {
  const arrays = layers.flatMap(({ id, label }) =>
    Object.entries(weights).flatMap(([key, { shape, data }]) =>
      key.startsWith(`${id}/`) ? [{ id, label, key, shape, data }] : [],
    ),
  );
  const pacer = new Pacer();
  const found: WeightSummary[] = [];
  for (const { id, label, key, shape, data } of arrays.slice(0, MOST_ARRAYS))
    found.push({
      ...{ layer: id, label, weight: key.slice(id.length + 1), shape },
      ...(await distribution(data, pacer)),
    });
  return { arrays: arrays.length, weights: found };
}
