import { Pacer } from '../data/pace';
import type { NetworkSpec, WeightSummary } from '../spec';

const INTERVALS = 30;
const MOST_ARRAYS = 60;
/** Numbers between two checks of the clock. */
const BLOCK = 100_000;

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

async function distribution(
  data: Float32Array,
  pacer: Pacer,
): Promise<Omit<WeightSummary, 'layer' | 'label' | 'weight' | 'shape'>> {
  const each = (work: (value: number) => void): Promise<void> =>
    pacer.blocks(
      data.length,
      (from, to) => {
        for (let i = from; i < to; i++) if (Number.isFinite(data[i])) work(data[i]!);
      },
      BLOCK,
    );
  let [finite, zeros, mean, squares] = [0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  await each(value => {
    finite++;
    if (value === 0) zeros++;
    if (value < min) min = value;
    if (value > max) max = value;
    const delta = value - mean;
    mean += delta / finite;
    squares += delta * (value - mean);
  });
  if (finite === 0) [min, max] = [0, 0];
  const intervals = max > min ? INTERVALS : 1;
  const width = (max - min) / intervals;
  const counts = new Array<number>(intervals).fill(0);
  await each(value => {
    counts[width === 0 ? 0 : Math.min(intervals - 1, Math.floor((value - min) / width))]!++;
  });
  return {
    ...{ mean, std: finite === 0 ? 0 : Math.sqrt(squares / finite), min, max },
    zeros: data.length === 0 ? 0 : zeros / data.length,
    notFinite: data.length - finite,
    histogram: { limits: Array.from({ length: intervals + 1 }, (_, i) => min + i * width), counts },
  };
}
